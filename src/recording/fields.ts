import * as v from 'valibot';

/** An object with all the fields of T: one that T is given later, and that is forgotten here, does not compile. */
export const fields =
  <T>() =>
  <E extends { readonly [Name in keyof T]-?: v.GenericSchema }>(entries: E) =>
    v.object(entries);

const mostText = 2 ** 21;

/** The bounds of everything that is read of a recording. */
export const text = v.pipe(v.string(), v.maxLength(mostText));
export const short = v.pipe(v.string(), v.maxLength(10_000));
export const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const amount = v.pipe(v.number(), v.finite());
export const some = <S extends v.GenericSchema>(shape: S, most = 100_000) => v.pipe(v.array(shape), v.maxLength(most));
