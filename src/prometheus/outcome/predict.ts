import { isUnknown, type Unknown } from '../../model/fact.ts';
import type { Outcome } from '../../model/facts.ts';
import { certificateStep } from './certificate.ts';
import { clientCertificateStep } from './client-certificate.ts';
import { beyondSight, connectionStep } from './connection.ts';
import { filesStep } from './files.ts';
import { responseStep } from './response.ts';
import { combined, fails, isFailing, type ScrapeQuestion, type Step } from './step.ts';
import type { ScrapeErrors } from './table.ts';
import { noTexts, textsOf } from './texts.ts';
import { suiteStep } from './suites.ts';
import { versionStep } from './versions.ts';

/** Why it is not known what is served under the name; a server may refuse to serve it. */
const nameStep = (chains: Unknown): Step =>
  /\balert 112 unrecognized_name\b/.test(chains.unknown) ? fails('unknown-server-name') : chains;

/** What happens over TLS, in the order in which a client meets it. */
function overTls(question: ScrapeQuestion): readonly Step[] {
  // Where it was not seen what is served under this name, nothing else was: a server may keep its sites apart by it.
  if (isUnknown(question.chains)) {
    const name = nameStep(question.chains);
    return isFailing(name) ? [name] : [versionStep(question), name];
  }
  return [versionStep, suiteStep, certificateStep, clientCertificateStep, responseStep].map((step) => step(question));
}

function dialled(question: ScrapeQuestion): Step {
  const connection = connectionStep(question);
  if (connection !== 'passes') return connection;
  return combined(question.scrape.scheme === 'https' ? overTls(question) : [responseStep(question)]);
}

function stepsOf(question: ScrapeQuestion): Step {
  const beyond = beyondSight(question);
  if (beyond) return beyond;
  const files = filesStep(question);
  return isFailing(files) ? files : combined([files, dialled(question)]);
}

/** Whether Prometheus's scrape of this target succeeds, and what it shows where it does not. Pure. */
export function predictOutcome(question: ScrapeQuestion, errors: ScrapeErrors): Outcome {
  const step = stepsOf(question);
  if (step === 'passes') return { succeeds: true, ...noTexts };
  if ('fails' in step) return { succeeds: false, ...textsOf(step.fails, question, errors) };
  return { succeeds: step, ...noTexts };
}
