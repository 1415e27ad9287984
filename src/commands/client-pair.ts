import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { KeyPair } from '../model/attempt.ts';
import { usageError } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import { readText } from './loaded.ts';

/** A flag and the file that it names. */
interface Given {
  readonly flag: string;
  readonly file: string;
}

const certificates = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates of the file and nothing else of it: where the key stands in the same file, it goes no further. */
function certificateIn(text: string, { flag, file }: Given): { readonly pem: string; readonly leaf: X509Certificate } {
  const found = text.match(certificates) ?? [];
  try {
    return { pem: found.map((each) => `${each}\n`).join(''), leaf: new X509Certificate(found[0] ?? '') };
  } catch {
    throw usageError(
      `${flag}: ${clean(file)} holds no certificate in PEM`,
      'it begins with -----BEGIN CERTIFICATE-----; from DER: openssl x509 -inform DER -in FILE -out client.pem',
    );
  }
}

/** What OpenSSL says of a key may quote what it read, and is not passed on. */
function keyIn(text: string, { flag, file }: Given): KeyObject {
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(text))
    throw usageError(`${flag}: ${clean(file)} is encrypted`, 'give a key without a passphrase: openssl pkey -in FILE -out client.key');
  try {
    return createPrivateKey(text);
  } catch {
    throw usageError(
      `${flag}: ${clean(file)} holds no private key in PEM`,
      'it begins with -----BEGIN PRIVATE KEY-----; from DER: openssl pkey -inform DER -in FILE -out client.key',
    );
  }
}

/** Reads a client certificate, its chain after it, and its key. Throws a usage error, which never quotes a key. */
export async function readPair(certificate: Given, key: Given): Promise<KeyPair> {
  const { pem, leaf } = certificateIn(await readText(certificate.flag, certificate.file), certificate);
  const privateKey = keyIn(await readText(key.flag, key.file), key);
  if (!leaf.checkPrivateKey(privateKey))
    throw usageError(
      `${key.flag}: ${clean(key.file)} is not the key of the first certificate in ${clean(certificate.file)}`,
      `name the key that belongs to it; the client's own certificate comes first in ${certificate.flag}, the intermediates after it`,
    );
  return { certificate: pem, key: () => privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() };
}
