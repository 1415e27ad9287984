import { isUnknown, knownOf, type Facts, type Leaf, type Unknown } from '../../model/fact.ts';
import type {
  Certificate,
  CertificateGroup,
  ClientAuth,
  Cost,
  KeyExchange,
  ServerNames,
  Session,
  Surface,
  Tls,
} from '../../model/facts.ts';
import type { Packed } from '../../model/packed.ts';

/** One line: what it is about, and what was seen of it. Texts from outside are as found: whoever prints them cleans them. */
export type Line = readonly [label: string, text: string];

type Versions = Tls['versions'];

const listed = (items: readonly string[]): string => (items.length === 0 ? 'none' : items.join(', '));
const shown = <V>(value: V, text: (known: Exclude<V, Unknown>) => string): string =>
  isUnknown(value) ? `? (${value.unknown})` : text(value as Exclude<V, Unknown>);
const yesNo = (value: Leaf<boolean | null>): string =>
  shown(value, (known) => (known === null ? 'does not exist here' : known ? 'yes' : 'no'));

function versionsText(versions: Versions): string {
  const named = (wanted: boolean): string[] => versions.filter(({ accepted }) => accepted === wanted).map(({ name }) => name);
  const open = versions.filter(({ accepted }) => isUnknown(accepted)).map(({ name }) => `${name} ?`);
  return [listed([...named(true), ...open]), ...(named(false).length > 0 ? [`not ${named(false).join(', ')}`] : [])].join('; ');
}

/** What is accepted, one line a version; `complete` is false where there may be more. */
const packedLines = (blocks: readonly Packed[], what: string, complete: boolean): Line[] =>
  blocks.flatMap(({ version, accepted, names = [] }): Line[] =>
    accepted === true ? [[`${version} ${what}`, `${listed(names)}${complete ? '' : ', and perhaps more (--depth full)'}`]] : [],
  );

function tlsLines({ versions, suites, exhaustive, preference }: Tls): Line[] {
  const orders = preference.map(({ version, by }) => `${version} ${shown(by, (known) => `the ${known}'s`)}`);
  return [
    ['versions', versionsText(versions)],
    ...packedLines(suites, 'suites', exhaustive),
    ...(orders.length > 0 ? [['order', orders.join(', ')] as const] : []),
  ];
}

function keyExchangeLines({ groups, finite_field: primes, signatures }: KeyExchange): Line[] {
  const fields = primes.map(({ version, suite, bits, prime }) => `${version} ${suite} ${bits} bits${prime === '' ? '' : ` (${prime})`}`);
  return [
    ...packedLines(groups, 'groups', true),
    ...(fields.length > 0 ? [['DH primes', fields.join(', ')] as const] : []),
    ['signatures', listed(signatures.map(({ version, scheme }) => `${version} ${scheme}`))],
  ];
}

const keyText = ({ keyType, keyBits, curve }: Certificate): string => `${keyType} ${curve || shown(keyBits, String)}`;

function certificateLines({ served }: CertificateGroup): Line[] {
  return served.flatMap(({ serverName, leaf, chain, issuerMissing }): Line[] => {
    const label = serverName === '' ? 'certificate' : `certificate for ${serverName}`;
    if (isUnknown(leaf)) return [[label, `? (${leaf.unknown})`]];
    const names = [...leaf.dnsNames, ...leaf.ipAddresses, ...leaf.otherNames];
    const more = names.length > 5 ? `, and ${names.length - 5} more` : '';
    const chained = `${chain.length} in the chain${issuerMissing === '' ? '' : `, up to ${issuerMissing}`}`;
    return [
      [label, `${leaf.subject || '(no subject)'}, ${keyText(leaf)}, ${leaf.signatureAlgorithm}, until ${leaf.notAfter}; ${chained}`],
      ['names', `${listed(names.slice(0, 5))}${more}`],
    ];
  });
}

const modes: Readonly<Record<string, string>> = {
  none: 'not asked for',
  requested: 'asked for, not needed and not verified',
  any: 'needed, any is taken',
  'verified-if-given': 'verified if there is one',
  required: 'needed and verified',
  'refused-at-http': 'refused in HTTP without one',
};

function clientAuthLines({ mode, versions, presented }: ClientAuth): Line[] {
  const differ = new Set(versions.map((each) => JSON.stringify(each.mode))).size > 1;
  const rows = differ ? versions : [];
  return [
    ['client certificate', shown(mode, (known) => modes[known] ?? known)],
    ...rows.map((each): Line => [`  in ${each.version}`, shown(each.mode, (known) => modes[known] ?? known)]),
    ...presented.map(({ certificate, version, accepted, refusal }): Line => [
      certificate === 'client' ? '  yours' : '  the wrong one',
      `${version}: ${shown(accepted, (known) => (known ? 'taken' : `refused: ${refusal}`))}`,
    ]),
  ];
}

function sessionLines(session: Session): Line[] {
  const facts: readonly (readonly [string, Leaf<boolean | null>])[] = [
    ['extended master secret', session.extended_master_secret],
    ['encrypt-then-MAC', session.encrypt_then_mac],
    ['secure renegotiation', session.secure_renegotiation],
    ['compression', session.compression],
    ['session ids', session.session_ids],
    ['tickets', session.session_tickets],
    ['OCSP stapling', session.ocsp_stapling],
    ['fallback SCSV', session.fallback_scsv],
  ];
  const early = shown(session.early_data, (known) => (known === null ? 'does not exist here' : known === 0 ? 'no' : `${known} bytes`));
  const protocols = session.alpn.map(({ protocol, accepted }) => `${protocol} ${yesNo(accepted)}`);
  return [
    ['session', [...facts.map(([name, value]) => `${name} ${yesNo(value)}`), `early data ${early}`].join(', ')],
    ['ALPN', listed(protocols)],
  ];
}

const serverNameLines = ({ rows }: ServerNames): Line[] =>
  rows.map(({ name, kind, answer, how }) => [
    kind === 'none' ? 'without SNI' : `SNI ${name}`,
    shown(answer, (known) => (known === 'refused' ? `refused: ${how}` : `the ${known} certificate`)),
  ]);

function surfaceLines({ exporter, version, go_version: go, paths }: Surface): Line[] {
  const build = [exporter, version, go].filter((each) => each !== '').join(' ');
  return [
    ['build', build || '?'],
    ...paths.map(({ path, status, open }): Line => [
      path,
      `${shown(open, (known) => (known ? 'open' : 'not open'))}${isUnknown(status) ? '' : `, HTTP ${status}`}`,
    ]),
  ];
}

const milliseconds = (value: Leaf<number | null>): string => shown(value, (known) => (known === null ? 'never' : `${known.toFixed(1)} ms`));

function costLines(cost: Cost): Line[] {
  const day = shown(cost.per_day, (known) =>
    known === null
      ? 'no interval is known'
      : `${known.handshakes} handshakes, ${known.seconds.toFixed(1)} s, ${Math.round(known.bytes / 1024)} KiB`,
  );
  return [
    ['handshake', `${milliseconds(cost.handshake_ms)}, resumed ${milliseconds(cost.resumed_ms)}`],
    ['scrape', `${milliseconds(cost.scrape_new_ms)} with a new connection, ${milliseconds(cost.scrape_kept_ms)} on one that is kept`],
    ['a day of handshakes', day],
  ];
}

const none: readonly Line[] = [];

/** Everything that was seen of one target, in the order of the groups. */
export function seenLines(facts: Facts): Line[] {
  const of = <T>(group: string, lines: (known: T) => readonly Line[]): readonly Line[] => {
    const known = knownOf<T>(facts, group, 'observed');
    return known === undefined ? none : lines(known);
  };
  return [
    ...of<Tls>('tls', tlsLines),
    ...of<KeyExchange>('key_exchange', keyExchangeLines),
    ...of<CertificateGroup>('certificate', certificateLines),
    ...of<ClientAuth>('client_auth', clientAuthLines),
    ...of<Session>('session', sessionLines),
    ...of<ServerNames>('server_names', serverNameLines),
    ...of<Surface>('surface', surfaceLines),
    ...of<Cost>('cost', costLines),
  ];
}
