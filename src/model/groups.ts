import { namedGroups } from './registry.ts';

/** The `usual` ones that are among the ids, then the others. */
export const usualFirst = (ids: readonly number[], usual: readonly number[]): readonly number[] => [
  ...usual.filter((id) => ids.includes(id)),
  ...ids.filter((id) => !usual.includes(id)),
];

/** X25519, P-256, P-384, P-521, X448. */
export const usualCurves: readonly number[] = [29, 23, 24, 25, 30];

/** Every registered curve of TLS 1.2; no finite-field group: a server of RFC 7919 would refuse or change its DHE suites for one. */
export const curvesOfTls12: readonly number[] = usualFirst(
  namedGroups.filter(({ tls12, type }) => tls12 && type === 'ecdh').map(({ id }) => id),
  usualCurves,
);

/** Every registered group of TLS 1.3, finite-field and post-quantum ones too. */
export const groupsOfTls13: readonly number[] = namedGroups.filter(({ tls13 }) => tls13).map(({ id }) => id);
