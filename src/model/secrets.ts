/** What texts from outside may hold of secrets, taken out of them before they are shown or kept. */

const tokens: readonly (readonly [RegExp, string])[] = [
  [/\beyJ[\w-]{8,}(\.[\w-]*){0,2}/g, '…'], // a JSON web token
  [/\b(bearer|basic) [\w.~+/=-]{16,}/gi, '$1 …'],
  [/\b(\w*(?:token|password|passwd|secret|key))((?:["']? ?= ?|["'] ?: ?)["']?)[^\s"',;&]+/gi, '$1$2…'],
  [/\/\/[^\s/@]+@/g, '//…@'],
];

/** The text without tokens, passwords and the user part of URLs, as far as they can be told from other words. */
export const withoutSecrets = (text: string): string =>
  tokens.reduce((shown, [pattern, replacement]) => shown.replace(pattern, replacement), text);

const parameter = /([?&])([^=&\s"]{1,200})=[^&\s"]*/g;
const secretName = /token|secret|passw|key|auth|sig|credential/i;
const users: readonly (readonly [RegExp, string])[] = [
  [/\/\/[^\s/?#"]*@/g, '//'], // a password may have "&" and "@" in it
  [/(\/\/|%2F%2F)(?:(?!%40|%2F)[^\s/@?&"])+(?:@|%40)/gi, '$1'], // in a parameter, where it may be escaped
];

/** The text with `opaque` in place of each value of a parameter that is named like a secret, and without the user part of the URLs in it. */
export const replaceCredentials = (text: string, opaque: (parameterAndValue: string) => string): string =>
  users.reduce(
    (shown, [pattern, replacement]) => shown.replace(pattern, replacement),
    text.replace(parameter, (whole, mark: string, name: string) => (secretName.test(name) ? `${mark}${name}=${opaque(whole)}` : whole)),
  );

/** Text without the user part of the URLs in it, in parameters too, and without the values of parameters that are named like secrets. */
export const withoutCredentials = (text: string): string => replaceCredentials(text, () => '…');

/** One URL without its user and password, whatever they are made of: where it is no valid URL, rather too much goes than too little. */
export const withoutUser = (url: string): string => url.replace(/^([a-z][a-z0-9+.-]*:\/\/).*@/is, '$1');
