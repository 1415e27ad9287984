import { isUnknown } from '../../model/fact.ts';
import type { ClientAuth, ServerNames, Session } from '../../model/facts.ts';
import { grouped } from '../../model/grouped.ts';
import { count } from '../../model/text.ts';
import { some } from '../strings.ts';
import { byAnswer, listed, shown, type Line } from './seen-words.ts';

const modes: Readonly<Record<string, string>> = {
  none: 'not asked for',
  requested: 'asked for, not needed and not verified',
  any: 'needed, any is taken',
  'verified-if-given': 'verified if there is one',
  required: 'needed and verified',
  'refused-at-http': 'refused in HTTP without one',
};
const modeText = (mode: ClientAuth['mode']): string => shown(mode, (known) => modes[known] ?? known);

type Presented = ClientAuth['presented'][number];

const flags: Readonly<Record<Presented['certificate'], string>> = { client: '--client-cert', wrong: '--wrong-client-cert' };

/** "taken, HTTP 200" */
function takenText({ accepted, refusal, status }: Presented): string {
  const http = isUnknown(status) ? '' : `, HTTP ${status}`;
  return shown(accepted, (known) => (known ? `taken${http}` : `refused: ${refusal}${http}`));
}

/** What became of the certificates that the user gave, one line each: by answer, and in which versions. */
const presentedLines = (presented: ClientAuth['presented']): Line[] =>
  [...grouped(presented, ({ certificate }) => certificate)].map(([certificate, rows]) => {
    const answers = [...grouped(rows, takenText)].map(([text, alike]) => `${alike.map(({ version }) => version).join(', ')} ${text}`);
    return [flags[certificate], answers.join('; ')];
  });

export function clientAuthLines({ mode, versions, presented, authorities }: ClientAuth): Line[] {
  const differ = new Set(versions.map((each) => JSON.stringify(each.mode))).size > 1;
  const issuers = authorities.length === 0 ? '' : `; it names ${some(authorities, 3)} as issuer`;
  return [
    ['client certificate', `${modeText(mode)}${issuers}`],
    ...(differ ? versions.map((each): Line => [`… in ${each.version}`, modeText(each.mode)]) : []),
    ...presentedLines(presented),
  ];
}

function lifetime(seconds: number): string {
  if (seconds % 86_400 === 0) return count(seconds / 86_400, 'day');
  return seconds % 3600 === 0 ? count(seconds / 3600, 'hour') : count(seconds, 'second');
}

export function sessionLines(session: Session): Line[] {
  const early = shown(session.early_data, (known) =>
    known === null ? 'not in these versions' : known === 0 ? 'no' : count(known, 'byte'),
  );
  const tickets =
    session.session_tickets === true ? shown(session.ticket_lifetime, (known) => (known === null ? 'none' : lifetime(known))) : '';
  const protocols = byAnswer(session.alpn.map(({ protocol, accepted }) => [protocol, accepted]));
  return [
    [
      'session',
      byAnswer([
        ['extended master secret', session.extended_master_secret],
        ['encrypt-then-MAC', session.encrypt_then_mac],
        ['secure renegotiation', session.secure_renegotiation],
        ['compression', session.compression],
        ['session ids', session.session_ids],
        ['tickets', session.session_tickets],
        ['OCSP stapling', session.ocsp_stapling],
        ['fallback SCSV', session.fallback_scsv],
      ]),
    ],
    ...(tickets === '' ? [] : [['tickets live', tickets] as const]),
    ['early data', early],
    ['ALPN', protocols || listed([])],
  ];
}

export const serverNameLines = ({ rows }: ServerNames): Line[] =>
  rows.map(({ name, kind, answer, how }) => {
    const text = shown(answer, (known) => (known === 'refused' ? `refused: ${how}` : `the ${known} certificate`));
    return kind === 'none' ? ['without SNI', text] : ['SNI', `${name}: ${text}`];
  });
