import { couldNotLook, isUnknown, knownOf, outOfMode, type Leaf } from '../../model/fact.ts';
import type { KeyExchange, Tls } from '../../model/facts.ts';
import { unpack, type Row } from '../../model/packed.ts';
import { groupName, suiteName } from '../../model/registry.ts';
import { fails, passes, type ScrapeQuestion, type Step } from './step.ts';
import { negotiatedVersion, tlsOf } from './versions.ts';

/** What Go 1.26 offers as a client (crypto/tls/defaults.go); those of TLS 1.3 are not configurable. */
const suitesOf13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
const suitesBelow13 = ['ECDSA', 'RSA'].flatMap((key) => [
  `TLS_ECDHE_${key}_WITH_AES_128_GCM_SHA256`,
  `TLS_ECDHE_${key}_WITH_AES_256_GCM_SHA384`,
  `TLS_ECDHE_${key}_WITH_CHACHA20_POLY1305_SHA256`,
  `TLS_ECDHE_${key}_WITH_AES_128_CBC_SHA`,
  `TLS_ECDHE_${key}_WITH_AES_256_CBC_SHA`,
]);
const goSuites = (version: string): readonly string[] => (version === 'TLSv1.3' ? suitesOf13 : suitesBelow13);
const goGroups: readonly string[] = [
  'X25519MLKEM768',
  'SecP256r1MLKEM768',
  'SecP384r1MLKEM1024',
  'x25519',
  'secp256r1',
  'secp384r1',
  'secp521r1',
];

/** Whether one of the names is accepted: true, false where each was asked and refused, unknown where that is; null: not all were asked. */
function anyOf(names: readonly string[], rows: readonly Row[]): Leaf<boolean> | null {
  const accepted = names.map((name) => rows.find((row) => row.name === name)?.accepted);
  if (accepted.includes(true)) return true;
  return accepted.every((value) => value === false) ? false : (accepted.find(isUnknown) ?? null);
}

const at = (rows: readonly Row[], version: string): Row[] => rows.filter((row) => row.version === version);

/** A suite that Prometheus has; every one of them uses a group. */
function suite(tls: Tls, version: string): Step {
  const { negotiated } = tls;
  const chosen = !isUnknown(negotiated) && negotiated.version === version ? negotiated.suite : '';
  if (goSuites(version).includes(chosen)) return passes;
  const rows = at(unpack(tls.suites, suiteName), version);
  const taken = anyOf(goSuites(version), rows);
  if (taken === false) return fails('no-common-suite');
  if (taken === true) return passes;
  if (taken) return taken;
  if (chosen !== '') return outOfMode(`the server chose ${chosen}, and it was not asked whether it takes a suite that Prometheus has`);
  // What is asked are the bad suites: a server that takes none of them, but the version, takes a good one.
  const onlyGood = tls.exhaustive && rows.length > 0 && rows.every(({ accepted }) => accepted === false);
  return version === 'TLSv1.3' || onlyGood ? passes : couldNotLook(`it was not seen which cipher suite the server chooses in ${version}`);
}

function group({ negotiated }: Tls, { facts }: ScrapeQuestion, version: string): Step {
  const chosen: Leaf<string> = !isUnknown(negotiated) && negotiated.version === version ? negotiated.group : '';
  if (!isUnknown(chosen) && goGroups.includes(chosen)) return passes;
  const exchange = knownOf<KeyExchange>(facts, 'key_exchange');
  const taken = anyOf(goGroups, at(exchange ? unpack(exchange.groups, groupName) : [], version));
  if (taken === false) return fails('no-common-suite');
  if (taken === true || isUnknown(chosen) || chosen === '') return passes;
  return taken ?? outOfMode(`the server chose the group ${chosen}, and it was not asked whether it takes one that Prometheus has`);
}

/** A cipher suite and a group that both ends have: that the server chose, or that it was seen to accept. */
export function suiteStep(question: ScrapeQuestion): Step {
  const tls = tlsOf(question);
  const version = negotiatedVersion(question);
  if (isUnknown(tls)) return tls;
  if (isUnknown(version) || version === '') return passes; // told by the step before
  const step = suite(tls, version);
  return step === passes ? group(tls, question, version) : step;
}
