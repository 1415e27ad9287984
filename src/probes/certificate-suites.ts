import type { Answer, Attempt, Dial } from '../model/attempt.ts';
import { again } from './common.ts';
import type { Contact } from './contact.ts';
import { certificateSuites, showsCertificate, tls12 } from './offers.ts';
import { ask } from './outcome.ts';
import type { Versions } from './versions.ts';

/** Whether the server has no certificate to show, and the answer that shows one, where it was asked for. */
export interface CertificateSuites {
  readonly none: boolean;
  readonly answers: readonly Answer[];
}

const notAsked: CertificateSuites = { none: false, answers: [] };

/**
 * Asked where the server chose a suite whose key exchange is anonymous or by a shared secret: it has no certificate where it refuses every
 * suite that would show one. A server that merely prefers such a suite is not taken for one.
 */
export async function readCertificateSuites(dial: Dial, { serverName }: Contact, { answers }: Versions): Promise<CertificateSuites> {
  const { suite, version } = answers[0]?.serverHello ?? {};
  if (suite === undefined || version === undefined || version > tls12 || showsCertificate(suite)) return notAsked;
  if (answers.some(({ certificates }) => certificates.length > 0)) return notAsked;
  const hello = { versions: [version], suites: certificateSuites(version), serverName };
  const attempt: Attempt = { name: 'certificate-suites', kind: 'hello', hello };
  const outcome = await ask(dial, { attempt, again: again(attempt) });
  return { none: 'refused' in outcome && !outcome.silent, answers: 'chosen' in outcome ? [outcome.answer] : [] };
}
