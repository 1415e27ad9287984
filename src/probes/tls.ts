import type { ServerHelloSeen } from '../model/attempt.ts';
import { couldNotLook, isUnknown, type Leaf } from '../model/fact.ts';
import { tlsReportedShape, tlsShape, type Tls } from '../model/facts.ts';
import { pack } from '../model/packed.ts';
import type { Probe } from '../model/probe.ts';
import { cipherSuites, groupName, sslv2, suiteName, tlsVersions, versionName } from '../model/registry.ts';
import { clean } from '../model/text.ts';
import { askedAt } from './asked-suites.ts';
import { observed, sharedAttempts } from './common.ts';
import { withoutTls } from './contact.ts';
import { suiteRows } from './suite-rows.ts';
import { settled } from './still-there.ts';
import { survey, type Survey } from './survey.ts';
import { firstRefusal, type Versions } from './versions.ts';

const versionRows = ({ accepted }: Versions): Tls['versions'] =>
  [...tlsVersions, sslv2].flatMap(({ id, name }) => {
    const value = accepted.get(id);
    return value === undefined ? [] : [{ name, id, accepted: value }];
  });

/** A key exchange of static RSA has no group; with the others, a flight cut short may not have shown it. */
function group({ group: id, suite }: ServerHelloSeen): Leaf<string> {
  if (id !== null) return groupName(id);
  const exchange = cipherSuites.find((each) => each.id === suite)?.kx;
  return exchange === 'RSA' ? '' : couldNotLook('the key exchange was not seen');
}

/** What the server chose of everything that a modern client offers. */
function negotiated({ contact, versions }: Survey): Tls['negotiated'] {
  const chosen = versions.answers[0]?.serverHello;
  if (!chosen) return couldNotLook(firstRefusal(contact));
  return { version: versionName(chosen.version), suite: suiteName(chosen.suite), group: group(chosen), alpn: clean(chosen.alpn) };
}

/** `tls`: every version and suite asked, with the answer. */
export const tls: Probe<Tls> = {
  group: 'tls',
  shape: tlsShape,
  reportedShape: tlsReportedShape,
  uses: sharedAttempts,
  // A find costs a hello; a negative in doubt costs one more; a refusal ends a version (two, while kinds are told apart).
  extra: (asked) => tlsVersions.reduce((sum, { id }) => sum + 2 * askedAt(asked, id).length, 0),
  async observe(dial, asked) {
    const seen = await survey(dial, asked);
    const without = withoutTls('tls', seen.contact);
    if (without) return without;
    const { versions, suites } = await settled(asked, seen);
    const rows = suiteRows(asked, versions, suites.answers);
    return observed('tls', {
      versions: versionRows(versions),
      suites: pack(rows),
      exhaustive: suites.exhaustive && !rows.some(({ accepted }) => isUnknown(accepted) && accepted.code === 'over-budget'),
      preference: [...suites.preference],
      negotiated: negotiated(seen),
    });
  },
};
