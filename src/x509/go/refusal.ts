/** Go refuses to parse a certificate: the message is what its x509.ParseCertificate says. */
export class Refusal extends Error {}

/** A value that is there; throws Refusal where it is null. */
export function must<T>(value: T | null, words: string): T {
  if (value === null) throw new Refusal(words);
  return value;
}

/** Throws Refusal where a condition does not hold. */
export function insist(holds: boolean, words: string): void {
  if (!holds) throw new Refusal(words);
}
