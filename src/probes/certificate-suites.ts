import type { Attempt, Dial } from '../model/attempt.ts';
import { again } from './common.ts';
import type { Contact } from './contact.ts';
import { certificateSuites, showsCertificate, tls12 } from './offers.ts';
import { ask } from './outcome.ts';
import type { Versions } from './versions.ts';

/**
 * Whether the server has no certificate to show: it chose a suite whose key exchange is anonymous or by a shared secret, and refuses
 * every suite that would show one. A server that merely prefers such a suite is not taken for one.
 */
export async function hasNoCertificate(dial: Dial, { serverName }: Contact, { answers }: Versions): Promise<boolean> {
  const { suite, version } = answers[0]?.serverHello ?? {};
  if (suite === undefined || version === undefined || version > tls12 || showsCertificate(suite)) return false;
  if (answers.some(({ certificates }) => certificates.length > 0)) return false;
  const hello = { versions: [version], suites: certificateSuites(version), serverName };
  const attempt: Attempt = { name: 'certificate-suites', kind: 'hello', hello };
  const outcome = await ask(dial, { attempt, again: again(attempt) });
  return 'refused' in outcome && !outcome.silent;
}
