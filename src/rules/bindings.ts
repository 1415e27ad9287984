import { isAbsent, isUnknown, type Unknown } from '../model/fact.ts';

/** What expressions ran into since `reset`: an error that && or || absorbed is still told here. */
export interface Trace {
  readonly unknown: Unknown[];
  readonly absent: string[];
}

/** Thrown by a binding that is unknown or absent. */
export class Missing extends Error {}

/** Values as CEL sees them: whole numbers are ints, and what is unknown or absent is a getter that throws. */
export interface Binder {
  readonly trace: Trace;
  reset(): void;
  /** Adds the value to the object under this name. */
  bind(owner: object, name: string, value: unknown): void;
}

export function createBinder(): Binder {
  const trace: Trace = { unknown: [], absent: [] };
  const converted = new WeakMap<object, unknown>();

  const convert = (value: unknown): unknown => {
    if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
    if (typeof value !== 'object' || value === null) return value;
    const known = converted.get(value);
    if (known !== undefined) return known;
    const made: object = Array.isArray(value) ? [] : Object.create(null);
    converted.set(value, made);
    // Getters come last: the library looks at the first field of a map to tell its type.
    const missing: string[] = [];
    for (const [name, each] of Object.entries(value)) {
      if (isMissing(each)) missing.push(name);
      else bind(made, name, each);
    }
    for (const name of missing) bind(made, name, (value as Record<string, unknown>)[name]);
    return made;
  };

  const bind = (owner: object, name: string, value: unknown): void => {
    if (!isMissing(value)) {
      if (value !== undefined) (owner as Record<string, unknown>)[name] = convert(value);
      return;
    }
    const get = (): never => {
      if (isUnknown(value)) trace.unknown.push(value);
      else trace.absent.push(value.absent);
      throw new Missing(isUnknown(value) ? value.unknown : value.absent);
    };
    Object.defineProperty(owner, name, { get, enumerable: true });
  };

  const reset = (): void => {
    trace.unknown.length = 0;
    trace.absent.length = 0;
  };
  return { trace, reset, bind };
}

const isMissing = (value: unknown): value is Unknown | { readonly absent: string } => isUnknown(value) || isAbsent(value);
