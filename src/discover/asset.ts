/** What is kept of one key of a ConfigMap or Secret: certificates, and a private key only where it was asked for; everything else is dropped. */
export interface Asset {
  readonly certificates: string; // the CERTIFICATE blocks, '' for none
  readonly opens: 'certificate' | 'other' | 'nothing' | 'empty'; // its first PEM block; the operator looks at no other
  readonly privateKey: () => string; // '' for none
}

const mostCharacters = 2 ** 20;
const certificateBlock = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
const firstBlock = /-----BEGIN ([A-Z0-9 ]{1,60})-----/;
/** A key as crypto/tls finds it: the first block whose type ends so (X509KeyPair). */
const keyBlock = /-----BEGIN ((?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY)-----[A-Za-z0-9+/=\s:,-]{1,20000}?-----END \1-----/;

function openingOf(text: string): Asset['opens'] {
  if (text === '') return 'empty';
  const type = firstBlock.exec(text)?.[1];
  return type === undefined ? 'nothing' : type === 'CERTIFICATE' ? 'certificate' : 'other';
}

/** Reads the first MiB. */
export function assetOf(value: string, keepKey: boolean): Asset {
  const text = value.slice(0, mostCharacters);
  const blocks = text.match(certificateBlock);
  const key = keepKey ? (keyBlock.exec(text)?.[0] ?? '') : '';
  return {
    certificates: blocks ? `${blocks.join('\n')}\n` : '',
    opens: openingOf(text),
    privateKey: () => key,
  };
}
