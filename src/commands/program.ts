import { Command, Option } from 'commander';
import packageJson from '../../package.json';
import type { Io } from './io.ts';
import { registerDoctor } from './register-doctor.ts';
import { registerJob } from './register-job.ts';
import { registerScan, scanExamples, scanExitCodes } from './register-scan.ts';

const examples = `${scanExamples}
  pgx-audit explain plaintext                     a rule, and how to fix it
  pgx-audit explain "tls: bad certificate"        an error: cause and fix
  pgx-audit doctor                                rights: held and missing
  pgx-audit job | kubectl apply -f -              scan from within the cluster`;

/** The command line. What a command does is loaded only when it runs, so that --help stays quick. */
export function createProgram(io: Io, setExitCode: (code: number) => void): Command {
  const program = new Command('pgx-audit')
    .description('Audits the TLS of Prometheus exporters on Kubernetes: what the cluster declares, what the wire does.')
    .version(packageJson.version, '-V, --version')
    .showHelpAfterError('(see pgx-audit --help)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'pgx-audit: ')),
    })
    .configureHelp({ helpWidth: io.stdout.isTerminal ? io.stdout.columns : 100 })
    .addHelpText('after', `${examples}\n${scanExitCodes}`);
  registerScan(program, io, setExitCode);
  addRules(program, io);
  registerDoctor(program, io, setExitCode);
  registerJob(program, io, () => createProgram(io, setExitCode));
  return program;
}

function addRules(program: Command, io: Io): void {
  const rules = program
    .command('rules')
    .description('list the rules')
    .addOption(new Option('--format <format>', 'how to print them').choices(['table', 'json']).default('table'))
    .action(async () => {
      const { rulesCommand } = await import('./rules.ts');
      await rulesCommand(rules.opts().format === 'json', io);
    });
  const explain = program
    .command('explain')
    .showHelpAfterError('(pgx-audit rules lists the rules, pgx-audit explain --errors the errors)')
    .description('explain a rule, or an error of Prometheus, an exporter or the kubelet: what it means, how to confirm and to fix it')
    .argument('[rule or error...]', 'the id of a rule, or the text of an error, in quotes')
    .option('--errors', 'list every error that is known')
    .action(async (words: readonly string[]) => {
      const { explainCommand, listErrorsCommand } = await import('./explain.ts');
      if (explain.opts().errors === true) return listErrorsCommand(io);
      const what = words.join(' ').trim();
      if (what === '') return explain.error("error: missing argument 'rule or error'");
      await explainCommand(what, io);
    });
}
