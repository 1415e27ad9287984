import { type Command, Option } from 'commander';
import { parseSubject } from './doctor-flags.ts';
import type { Io } from './io.ts';
import { collectLabels } from './job-flags.ts';

const help = `
It creates nothing, and reads nothing but the objects that refer to Secrets.
The API server is asked what it allows (SelfSubjectAccessReview).

Examples:
  pgx-audit doctor                              may all be scanned?
  pgx-audit doctor -n db -n web                 … or two namespaces?
  pgx-audit doctor --via port-forward           … through the API server?
  pgx-audit doctor --rbac | kubectl apply -f -  grant the least that is needed
  pgx-audit doctor --rbac --subject serviceaccount:monitoring/audit -n db

Exit codes:
  0  all that is needed is allowed
  2  usage error
  3  the API server cannot be asked
  4  something needed is not allowed, or cannot be told: the coverage would be
     lower, or unknown`;

/** Adds `pgx-audit doctor`. */
export function registerDoctor(program: Command, io: Io, setExitCode: (code: number) => void): void {
  const doctor = program
    .command('doctor')
    .showHelpAfterError('(see pgx-audit doctor --help)')
    .description('what a scan may read, what it would miss, and the least rights to ask for')
    .option('--context <name>', 'kubeconfig context to use')
    .option('--kubeconfig <path>', 'kubeconfig file (default: $KUBECONFIG, then ~/.kube/config)')
    .addOption(new Option('-n, --namespace <name>', 'as the scan will have it; repeatable').argParser(collectLabels).default([], 'all'))
    .addOption(new Option('--via <way>', 'as the scan will have it').choices(['auto', 'direct', 'port-forward']).default('auto'))
    .option('--read-secrets', 'as the scan will have it: the Secrets that scrapes refer to are needed too')
    .option('--rbac', 'print the least roles and bindings for kubectl apply, and nothing else')
    .addOption(
      new Option('--subject <kind:name>', 'who gets them: user:NAME, group:NAME, serviceaccount:NAMESPACE/NAME').argParser(parseSubject),
    )
    .addOption(new Option('--format <format>', 'how to print it').choices(['table', 'json']).default('table'))
    .addHelpText('after', help);
  doctor.action(async () => {
    const { doctorCommand } = await import('./doctor.ts');
    setExitCode(await doctorCommand(doctor.opts(), io));
  });
}
