import { couldNotLook, isUnknown, outOfMode, type Leaf } from '../model/fact.ts';
import type { ClientAuth, ClientAuthMode } from '../model/facts.ts';
import { versionName } from '../model/registry.ts';
import type { Shown } from './client-certificates.ts';
import type { Round } from './client-rounds.ts';

/** Ports of the control plane, where somebody may be alarmed by it, are spared. */
const notShown = outOfMode('no certificate that nobody issued is shown to a port of the control plane');

/** Whether the server verifies what it is shown: not by what it announces, nor by the number of its alert. */
function verifiedIn({ asksFor, without, shown }: Round): Leaf<boolean> {
  if (isUnknown(asksFor)) return asksFor;
  if (!asksFor) return typeof without === 'string' && without !== '' ? unasked(without) : false;
  if (!shown.throwaway) return notShown;
  const { refusal } = shown.throwaway;
  return isUnknown(refusal) ? refusal : refusal !== '';
}

const unasked = (refusal: string) => couldNotLook(`${refusal}, without a request for a certificate`);

function modeOf(round: Round): Leaf<ClientAuthMode> {
  const { asksFor, without } = round;
  const verified = verifiedIn(round);
  if (isUnknown(asksFor)) return asksFor;
  if (isUnknown(without)) return without;
  if (without.startsWith('HTTP')) return verified === false ? 'any' : 'refused-at-http';
  if (!asksFor) return without === '' ? 'none' : unasked(without);
  if (isUnknown(verified)) return verified;
  if (without === '') return verified ? 'verified-if-given' : 'requested';
  return verified ? 'required' : 'any';
}

/** The weakest first: whoever may come in may choose the version. */
const weakestFirst: readonly ClientAuthMode[] = ['none', 'requested', 'verified-if-given', 'any', 'refused-at-http', 'required'];

export function weakest(rounds: readonly Round[], reason: string): Leaf<ClientAuthMode> {
  const modes = rounds.map(modeOf);
  const unknown = modes.find(isUnknown);
  const known = weakestFirst.find((mode) => modes.includes(mode));
  if (known === 'none') return known;
  return unknown ?? known ?? couldNotLook(reason);
}

/** Verified where it is in every version. */
export function verifiedEverywhere(rounds: readonly Round[], reason: string): Leaf<boolean> {
  const all = rounds.map(verifiedIn);
  if (all.includes(false)) return false;
  return all.find(isUnknown) ?? (all.length > 0 ? true : couldNotLook(reason));
}

const textOf = (refusal: Leaf<string> | undefined): string => (typeof refusal === 'string' ? refusal : '');

export const versionRow = (round: Round): ClientAuth['versions'][number] => ({
  version: versionName(round.version),
  mode: modeOf(round),
  refusal: textOf(round.without),
  unverified_refusal: textOf(round.shown.throwaway?.refusal),
});

type Presented = ClientAuth['presented'][number];

function presentedRow(certificate: Presented['certificate'], version: number, { refusal, answer }: Shown): Presented {
  const taken = isUnknown(refusal) ? refusal : refusal === '';
  const status = answer.http?.status ?? (isUnknown(refusal) ? refusal : couldNotLook(refusal));
  return { certificate, version: versionName(version), accepted: taken, refusal: textOf(refusal), status };
}

/** What became of the user's certificates. Where none is requested, none was sent. */
export function presentedRows({ version, asksFor, shown }: Round, given: readonly Presented['certificate'][]): Presented[] {
  return given.map((certificate) => {
    const each = certificate === 'client' ? shown.own : shown.wrong;
    if (each) return presentedRow(certificate, version, each);
    const reason = isUnknown(asksFor) ? asksFor : couldNotLook('the server requests no certificate');
    return { certificate, version: versionName(version), accepted: reason, refusal: '', status: reason };
  });
}
