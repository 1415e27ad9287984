import { factOf, isAbsent, isKnown, isUnknown, type Facts } from '../../model/fact.ts';
import { costLines, surfaceLines } from './seen-http.ts';
import { clientAuthLines, serverNameLines, sessionLines } from './seen-peer.ts';
import { certificateLines, keyExchangeLines, tlsLines } from './seen-tls.ts';
import type { Line } from './seen-words.ts';

interface Section {
  readonly known: boolean;
  readonly lines: readonly Line[];
}

/** The lines of a group; one with the reason where the group was asked for and could not be seen. */
function section<T>(facts: Facts, group: string, { label, lines }: { label: string; lines: (known: T) => readonly Line[] }): Section {
  const fact = factOf<T>(facts, group, 'observed');
  if (fact && isKnown(fact)) return { known: true, lines: lines(fact.known) };
  if (isUnknown(fact) && fact.cause === 'could-not-look') return { known: false, lines: [[label, `? (${fact.unknown})`]] };
  if (group === 'cost' && isAbsent(fact)) return { known: false, lines: [[label, `not measured: ${fact.absent}`]] };
  return { known: false, lines: [] };
}

/** Everything that was seen of one target, in the order of the groups, and what of it was asked in vain; nothing where nothing was seen. */
export function seenLines(facts: Facts): Line[] {
  const sections = [
    section(facts, 'tls', { label: 'TLS', lines: tlsLines }),
    section(facts, 'key_exchange', { label: 'groups', lines: keyExchangeLines }),
    section(facts, 'certificate', { label: 'certificate', lines: certificateLines }),
    section(facts, 'client_auth', { label: 'client certificate', lines: clientAuthLines }),
    section(facts, 'session', { label: 'session', lines: sessionLines }),
    section(facts, 'server_names', { label: 'SNI', lines: serverNameLines }),
    section(facts, 'surface', { label: 'HTTP surface', lines: surfaceLines }),
    section(facts, 'cost', { label: 'cost', lines: costLines }),
  ];
  return sections.some(({ known }) => known) ? sections.flatMap(({ lines }) => lines) : [];
}
