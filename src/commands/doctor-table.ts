import { type Right } from '../kube/index.ts';
import { isUnknown, type Leaf } from '../model/fact.ts';
import { clean, withoutCommands } from '../model/text.ts';
import { mostClockSeconds, type Diagnosis } from './diagnosis.ts';
import type { DoctorFlags } from './doctor-flags.ts';

/** What was found, for people. Ends with a newline. */
export function doctorTable(found: Diagnosis, flags: DoctorFlags): string {
  const { rights } = found;
  const of = (...uses: Right['need']['use'][]): string[] => rightLines(rights.filter(({ need }) => uses.includes(need.use)));
  const lines = [
    `API server  ${found.server} (context ${found.context})`,
    `user        ${isUnknown(found.knownAs) ? `${found.user}, whose name there is not known: ${found.knownAs.unknown}` : found.knownAs}`,
    `clock       ${clockText(found.clockAheadSeconds)}`,
    ...vantageLines(found),
    '',
    `A scan of ${found.namespaces.length > 0 ? `namespace ${found.namespaces.join(', ')}` : 'all namespaces'} needs`,
    ...of('decisive', 'verdicts', ...(flags.via === 'port-forward' ? (['port-forward'] as const) : [])),
    'and makes use of',
    ...of('detail', 'foreign', ...(flags.via === 'port-forward' ? [] : (['port-forward'] as const))),
    ...secretLines(found, flags),
    '',
    `Coverage to expect: ${found.expect.coverage}`,
    ...found.expect.because.map((each) => `  ${each}`),
    ...(found.expect.coverage === 'complete' ? [] : ['The least rights to ask for: pgx-audit doctor --rbac, with the same options']),
  ];
  return `${lines.map((line) => withoutCommands(clean(line, 2000))).join('\n')}\n`;
}

function clockText(ahead: Leaf<number>): string {
  if (isUnknown(ahead)) return `cannot be compared: ${ahead.unknown}`;
  if (ahead === 0) return "within a second or two of the API server's";
  const difference = `${Math.abs(ahead)} s ${ahead > 0 ? 'ahead of' : 'behind'} the API server's`;
  const much = Math.abs(ahead) > mostClockSeconds;
  return much ? `WARNING: ${difference}: whether certificates are valid is judged by this machine's clock, correct it` : difference;
}

function vantageLines({ vantage }: Diagnosis): string[] {
  const { via, from, tainted, notes } = vantage;
  const reach = via === 'direct' && from === 'outside' ? ['whether pods can be reached from here is only seen by a scan'] : [];
  const all = [...(tainted === '' ? [] : [`TAINTED: ${tainted}`]), ...reach, ...notes];
  return [
    `vantage     ${from === 'outside' ? 'outside of the cluster' : 'in the cluster'}, ${via}`,
    ...all.map((note) => `            ${note}`),
  ];
}

/** One line for those with the same answer and the same loss. */
function rightLines(rights: readonly Right[]): string[] {
  const lines = new Map<string, { head: string; group: string; plurals: Set<string>; tail: string }>();
  for (const { need, verb, namespace, allowed } of rights) {
    const { group } = need.resource;
    const where = namespace === '' ? '' : ` in ${namespace}`;
    const tail = allowed === true ? where : `${where}: ${isUnknown(allowed) ? allowed.unknown : need.without}`;
    const head = `${answer(allowed)} ${verb}`;
    const key = JSON.stringify([head, group, need.name, tail]);
    const line = lines.get(key) ?? { head, group, plurals: new Set<string>(), tail };
    line.plurals.add(`${need.resource.plural}${need.subresource && `/${need.subresource}`}${need.name && ` ${need.name}`}`);
    lines.set(key, line);
  }
  return [...lines.values()].map(
    ({ head, group, plurals, tail }) => `  ${head} ${[...plurals].join(', ')}${group && ` (${group})`}${tail}`,
  );
}

const answer = (allowed: Leaf<boolean>): string => (isUnknown(allowed) ? '?  ' : allowed ? 'yes' : 'NO ');

function secretLines({ secrets }: Diagnosis, { readSecrets }: DoctorFlags): string[] {
  if (isUnknown(secrets)) return ['Secrets that scrapes refer to', `  ?   not known: ${secrets.unknown}`];
  if (secrets.length === 0) return [];
  const head = `Secrets that scrapes refer to${readSecrets === true ? '' : ', read only with --read-secrets'}`;
  return [head, ...secrets.map(({ namespace, name, allowed }) => `  ${answer(allowed)} get secrets ${name} in ${namespace}`)];
}
