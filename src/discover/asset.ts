import { createHash, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { PublicKeys } from '../prometheus/index.ts';

/** What is kept of one key of a ConfigMap or Secret: certificates, and a private key only where it was asked for; everything else is dropped. */
export interface Asset {
  readonly certificates: string; // the CERTIFICATE blocks, '' for none
  readonly opens: 'certificate' | 'other' | 'nothing' | 'empty'; // its first PEM block; the operator looks at no other
  readonly privateKey: () => string; // '' for none
  readonly publicKeys: PublicKeys; // of its first certificate, and of its first private key
}

const mostCharacters = 2 ** 20;
const certificateBlock = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
const firstBlock = /-----BEGIN ([A-Z0-9 ]{1,60})-----/;
const keyBegins = /-----BEGIN ([A-Z0-9 ]{0,60}PRIVATE KEY)-----/;
const mostOfKey = 20_000;

function openingOf(text: string): Asset['opens'] {
  if (text === '') return 'empty';
  const type = firstBlock.exec(text)?.[1];
  return type === undefined ? 'nothing' : type === 'CERTIFICATE' ? 'certificate' : 'other';
}

/** A key as crypto/tls finds it: the first block whose type ends so (X509KeyPair). */
function keyIn(text: string): string {
  const begin = keyBegins.exec(text);
  if (!begin) return '';
  const end = `-----END ${begin[1]}-----`;
  const length = text.slice(begin.index, begin.index + mostOfKey).indexOf(end);
  return length === -1 ? '' : text.slice(begin.index, begin.index + length + end.length);
}

function publicKey(pem: string | undefined, read: (pem: string) => KeyObject): string {
  if (!pem) return '';
  try {
    const key = read(pem);
    return `${key.asymmetricKeyType ?? ''}:${createHash('sha256')
      .update(key.export({ type: 'spki', format: 'der' }))
      .digest('hex')}`;
  } catch {
    return '';
  }
}

/** Reads the first MiB. */
export function assetOf(value: string, keepKey: boolean): Asset {
  const text = value.slice(0, mostCharacters);
  const blocks = text.match(certificateBlock);
  const key = keyIn(text);
  const publicKeys = {
    certificate: publicKey(blocks?.[0], (pem) => new X509Certificate(pem).publicKey),
    key: publicKey(key, (pem) => createPublicKey(pem)),
  };
  return {
    certificates: blocks ? `${blocks.join('\n')}\n` : '',
    opens: openingOf(text),
    privateKey: keeping(keepKey ? key : ''),
    publicKeys,
  };
}

/** A function of its own, so that nothing else of the value is kept with it. */
const keeping = (key: string) => (): string => key;
