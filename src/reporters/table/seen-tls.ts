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

const openOf = (blocks: readonly Packed[]): Unknown | undefined =>
  blocks.map(({ accepted }) => accepted).find((accepted): accepted is Unknown => isUnknown(accepted));

/** What is accepted, one line a version, and whether there may be more; `complete` is false where not all was asked. */
const packedLines = (packed: readonly Packed[], what: string, complete: boolean): Line[] =>
  [...grouped(packed, ({ version }) => version)].flatMap(([version, blocks]): Line[] => {
    const names = blocks.flatMap(({ accepted, names: accepting = [] }) => (accepted === true ? accepting : []));
    const open = complete ? openOf(blocks) : undefined;
    const more = complete ? '' : ', and perhaps more (--depth full)';
    if (names.length > 0) return [[`${version} ${what}`, `${names.join(', ')}${open ? `, and perhaps more: ? (${open.unknown})` : more}`]];
    return open ? [[`${version} ${what}`, `? (${open.unknown})`]] : [];
  });

/** "x in TLSv1.3, TLSv1.2; y in TLSv1.1": what is the same in several versions stands once. */
const byVersion = <T extends { readonly version: string }>(rows: readonly T[], textOf: (row: T) => string): string[] =>
  [...grouped(rows, textOf)].map(([text, alike]) => `${text} in ${[...new Set(alike.map(({ version }) => version))].join(', ')}`);

export const tlsLines = ({ versions, suites, exhaustive, preference }: Tls): Line[] => [
  ['versions', versionsText(versions)],
  ...packedLines(suites, 'suites', exhaustive),
  ...lineOf(
    'order of suites',
    byVersion(preference, ({ by }) => shown(by, (known) => `the ${known}'s`)),
  ),
];

/** Many suites share a prime of DHE. */
export const keyExchangeLines = ({ groups, finite_field: primes, signatures }: KeyExchange): Line[] => [
  ...packedLines(groups, 'groups', true),
  ...lineOf(
    'DH primes',
    byVersion(primes, ({ bits, prime }) => `${bits} bits${prime === '' ? '' : ` (${prime})`}`),
  ),
  ...lineOf(
    'signed with',
    byVersion(signatures, ({ scheme }) => scheme),
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
