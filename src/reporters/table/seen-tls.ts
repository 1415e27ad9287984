import { isUnknown, type Unknown } from '../../model/fact.ts';
import type { Certificate, CertificateGroup, KeyExchange, Tls } from '../../model/facts.ts';
import { grouped } from '../../model/grouped.ts';
import type { Packed } from '../../model/packed.ts';
import { lineOf, listed, shown, type Line } from './seen-words.ts';

function versionsText(versions: Tls['versions']): string {
  const named = (wanted: boolean): string[] => versions.filter(({ accepted }) => accepted === wanted).map(({ name }) => name);
  const open = versions.filter(({ accepted }) => isUnknown(accepted)).map(({ name }) => `${name} ?`);
  return [listed([...named(true), ...open]), ...(named(false).length > 0 ? [`not ${named(false).join(', ')}`] : [])].join('; ');
}

/** Why there may be more than what is listed; '' where there is not. */
function restOf(blocks: readonly Packed[], complete: boolean): string {
  if (!complete) return ', and perhaps more (--depth full)';
  const open = blocks.map(({ accepted }) => accepted).find((accepted): accepted is Unknown => isUnknown(accepted));
  return open ? `, and perhaps more: ? (${open.unknown})` : '';
}

/** What is accepted, one line a version; `complete` is false where not all was asked. Where all of it is unknown, that is told too. */
const packedLines = (packed: readonly Packed[], what: string, complete: boolean): Line[] =>
  [...grouped(packed, ({ version }) => version)].flatMap(([version, blocks]): Line[] => {
    const names = blocks.flatMap(({ accepted, names: accepting = [] }) => (accepted === true ? accepting : []));
    const rest = restOf(blocks, complete);
    if (names.length > 0) return [[`${version} ${what}`, `${names.join(', ')}${rest}`]];
    return complete && rest !== '' ? [[`${version} ${what}`, `none seen${rest}`]] : [];
  });

export function tlsLines({ versions, suites, exhaustive, preference }: Tls): Line[] {
  const orders = [...grouped(preference, ({ by }) => shown(by, (known) => `the ${known}'s`))];
  return [
    ['versions', versionsText(versions)],
    ...packedLines(suites, 'suites', exhaustive),
    ...lineOf(
      'order of suites',
      orders.map(([order, rows]) => `${rows.map(({ version }) => version).join(', ')} ${order}`),
    ),
  ];
}

/** Primes of DHE, each once: many suites share one. */
function primesText(fields: KeyExchange['finite_field']): string[] {
  const primes = grouped(fields, ({ bits, prime }) => `${bits} bits${prime === '' ? '' : ` (${prime})`}`);
  return [...primes].map(([prime, rows]) => `${prime} in ${[...new Set(rows.map(({ version }) => version))].join(', ')}`);
}

export const keyExchangeLines = ({ groups, finite_field: primes, signatures }: KeyExchange): Line[] => [
  ...packedLines(groups, 'groups', true),
  ...lineOf('DH primes', primesText(primes)),
  ...lineOf(
    'signed with',
    signatures.map(({ version, scheme }) => `${scheme} in ${version}`),
  ),
];

const keyText = ({ keyType, keyBits, curve }: Certificate): string => `${keyType} ${curve || shown(keyBits, String)}`;

export function certificateLines({ served }: CertificateGroup): Line[] {
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
