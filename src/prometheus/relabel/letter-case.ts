/** Letters whose simple upper-case form is one character although the full one that JavaScript gives is several (UnicodeData.txt, SpecialCasing.txt). */
const withIota = /[\u1f80-\u1f87\u1f90-\u1f97\u1fa0-\u1fa7]/;
const iotaBelow: Readonly<Record<string, string>> = { '\u1fb3': '\u1fbc', '\u1fc3': '\u1fcc', '\u1ff3': '\u1ffc' };

/** Go's strings.ToUpper: the simple mapping of each character, whatever stands around it. */
export function toUpper(text: string): string {
  return Array.from(text, (character) => {
    const upper = character.toUpperCase();
    if (Array.from(upper).length === 1) return upper;
    if (withIota.test(character)) return String.fromCodePoint((character.codePointAt(0) ?? 0) + 8);
    return iotaBelow[character] ?? character;
  }).join('');
}

/** Go's strings.ToLower: no final sigma, and a dotted capital I becomes i. */
export function toLower(text: string): string {
  return Array.from(text, (character) => (character === '\u0130' ? 'i' : character.toLowerCase())).join('');
}
