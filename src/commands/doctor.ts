import packageJson from '../../package.json';
import { createKubeApi, leastRbac, manifestText, resourceName, type Subject } from '../kube/index.ts';
import { scanError, usageError } from '../model/errors.ts';
import { isUnknown, type Leaf } from '../model/fact.ts';
import { createAccess, viaOf } from './connect.ts';
import { diagnose, type Diagnosis } from './diagnosis.ts';
import { doctorTable } from './doctor-table.ts';
import { Interrupted, startInterruption } from './interruption.ts';
import type { Io } from './io.ts';
import type { DoctorFlags } from './doctor-flags.ts';
import { readVantage } from './vantage.ts';

/** `pgx-audit doctor`: gives the exit code. */
export async function doctorCommand(flags: DoctorFlags, io: Io): Promise<number> {
  if (flags.subject && flags.rbac !== true) throw usageError('--subject says who gets the roles that --rbac prints', 'Add --rbac.');
  if (flags.rbac === true && flags.subject && flags.readSecrets !== true)
    return printRoles(flags, io, { subject: flags.subject, secrets: [] });
  const access = await createAccess(flags, io)();
  const interruption = startInterruption(undefined, io);
  const api = createKubeApi(access, { signal: interruption.signal, now: io.now, userAgent: `pgx-audit/${packageJson.version}` });
  try {
    const vantage = () =>
      readVantage({
        via: viaOf(flags),
        auditedServer: access.server,
        env: io.env,
        signal: interruption.signal,
      });
    const diagnosis = await diagnose(api, flags, vantage);
    return flags.rbac === true ? await printRoles(flags, io, grantOf(flags, diagnosis)) : await printDiagnosis(flags, io, diagnosis);
  } catch (error) {
    const { aborted, reason } = interruption.signal;
    if (aborted && reason instanceof Interrupted) return reason.exitCode;
    throw error;
  } finally {
    interruption.stop();
    await api.close();
  }
}

async function printDiagnosis(flags: DoctorFlags, io: Io, diagnosis: Diagnosis): Promise<number> {
  await io.stdout.write(flags.format === 'json' ? `${JSON.stringify(jsonOf(diagnosis), null, 2)}\n` : doctorTable(diagnosis, flags));
  return diagnosis.expect.coverage === 'complete' ? 0 : 4;
}

/** Rights by the names of their kinds. */
const jsonOf = ({ rights, ...rest }: Diagnosis) => ({
  ...rest,
  rights: rights.map(({ need, verb, namespace, allowed }) => ({
    verb,
    resource: resourceName(need.resource),
    subresource: need.subresource,
    name: need.name,
    namespace,
    allowed,
    use: need.use,
    without: need.without,
  })),
});

interface Grant {
  readonly subject: Subject;
  readonly secrets: NonNullable<Parameters<typeof leastRbac>[0]['secrets']>;
}

function grantOf(flags: DoctorFlags, { knownAs, secrets }: Diagnosis): Grant {
  if (flags.readSecrets === true && isUnknown(secrets))
    throw scanError(`which Secrets scrapes refer to is not known: ${secrets.unknown}`, 'ask for the rest first: without --read-secrets');
  return {
    subject: flags.subject ?? subjectOf(knownAs),
    secrets: flags.readSecrets === true && !isUnknown(secrets) ? secrets.map(({ namespace, name }) => ({ namespace, name })) : [],
  };
}

/** A service account has the name "system:serviceaccount:NAMESPACE:NAME". */
function subjectOf(knownAs: Leaf<string>): Subject {
  if (isUnknown(knownAs))
    throw usageError(
      `who is to get the rights is not known: ${knownAs.unknown}`,
      'Name it: --subject user:NAME, or serviceaccount:NAMESPACE/NAME.',
    );
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(knownAs) ?? [];
  return namespace !== undefined && name !== undefined ? { kind: 'ServiceAccount', name, namespace } : { kind: 'User', name: knownAs };
}

async function printRoles({ namespace, via, format }: DoctorFlags, io: Io, { subject, secrets }: Grant): Promise<number> {
  const namespaces = [...new Set(namespace)];
  const objects = leastRbac({ subject, namespaces, portForward: via === 'port-forward', secrets });
  const comment = [
    `The least rights for pgx-audit to scan ${namespaces.length > 0 ? `namespace ${namespaces.join(', ')}` : 'all namespaces'}: only to read.`,
    ...(namespaces.length > 0
      ? ['The ClusterRole is for what has no namespace, and for monitors of all namespaces: without it the coverage is unknown.']
      : []),
    ...(secrets.length > 0 ? ['Roles pgx-audit-secrets: for --read-secrets, exactly the Secrets that scrapes refer to now, by name.'] : []),
  ];
  const list = { apiVersion: 'v1', kind: 'List', items: objects };
  await io.stdout.write(format === 'json' ? `${JSON.stringify(list, null, 2)}\n` : manifestText(objects, comment));
  return 0;
}
