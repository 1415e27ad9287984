import type { Answer, ServerHelloSeen } from '../model/attempt.ts';
import { keyExchangeReportedShape, keyExchangeShape, type KeyExchange } from '../model/facts.ts';
import { pack, type Row } from '../model/packed.ts';
import type { Probe } from '../model/probe.ts';
import { groupName, schemeName, suiteName, versionName } from '../model/registry.ts';
import { notSeen, observed, onlyInFull, sharedAttempts } from './common.ts';
import { withoutTls } from './contact.ts';
import { chosenIn } from './outcome.ts';
import { settled } from './still-there.ts';
import type { SuiteAnswers } from './suite-answers.ts';
import { survey, tlsAnswers } from './survey.ts';

const groupRows = ({ version, groups }: SuiteAnswers): Row[] =>
  [...groups].map(([id, accepted]) => ({ version: versionName(version), name: groupName(id), id, accepted }));

/** One row for each key: the first. */
const unique = <T>(rows: readonly T[], keyOf: (row: T) => string): T[] => [...new Map(rows.map((row) => [keyOf(row), row])).values()];

const finiteFields = (hellos: readonly ServerHelloSeen[]): KeyExchange['finite_field'] =>
  unique(
    hellos.flatMap(({ version, suite, finiteField }) =>
      finiteField ? [{ version: versionName(version), suite: suiteName(suite), bits: finiteField.bits, prime: finiteField.prime }] : [],
    ),
    ({ version, suite, bits, prime }) => `${version} ${suite} ${bits} ${prime}`,
  );

const signatures = (hellos: readonly ServerHelloSeen[]): KeyExchange['signatures'] =>
  unique(
    hellos.flatMap(({ version, signatureScheme }) =>
      signatureScheme === undefined ? [] : [{ version: versionName(version), scheme: schemeName(signatureScheme) }],
    ),
    ({ version, scheme }) => `${version} ${scheme}`,
  );

const hellosIn = (answers: readonly Answer[]): ServerHelloSeen[] => answers.flatMap((answer) => chosenIn(answer) ?? []);

/** `key_exchange`: the groups that are accepted, the primes of finite-field Diffie-Hellman, and with what the server signs. */
export const keyExchange: Probe<KeyExchange> = {
  group: 'key_exchange',
  shape: keyExchangeShape,
  reportedShape: keyExchangeReportedShape,
  uses: (asked) => (asked.depth === 'full' ? sharedAttempts(asked) : []),
  extra: () => 0, // what `tls` asks for tells it
  async observe(dial, asked) {
    if (asked.depth !== 'full') return notSeen('key_exchange', onlyInFull);
    const seen = await survey(dial, asked);
    const without = withoutTls('key_exchange', seen.contact);
    if (without) return without;
    const { suites } = await settled(asked, seen);
    const hellos = hellosIn([...tlsAnswers(seen), ...suites.answers.flatMap(({ answers }) => answers)]);
    return observed('key_exchange', {
      groups: pack(suites.answers.flatMap(groupRows)),
      finite_field: finiteFields(hellos),
      signatures: signatures(hellos),
    });
  },
};
