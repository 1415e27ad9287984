import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import type { ClientAuthMode } from '../../../src/model/facts.ts';
import { createProcesses, until } from '../../cluster/processes.ts';
import type { PkiFiles } from './pki-files.ts';

/** Where a server is to run. */
export interface Place {
  readonly port: number; // on 127.0.0.1
  readonly dir: string; // its own, empty
  readonly pki: PkiFiles;
  readonly file: (name: string, text: string) => string; // writes it into `dir`
}

/** A server of a real implementation, configured in one way. */
export interface ServerSpec {
  readonly name: string; // "Go 1.19: node_exporter as Debian ships it"
  readonly quick?: true; // stands for its type in CI
  readonly testssl?: true; // is shown to testssl.sh too, which takes half a minute and more
  readonly clientAuth?: ClientAuthMode; // none unless told
  readonly speaks?: Spoken; // as configured, where that is the only judge
  readonly command: (place: Place) => { readonly argv: readonly string[]; readonly env?: Readonly<Record<string, string>> };
}

/** What a server's own configuration lets it speak. */
interface Spoken {
  readonly suites?: readonly string[]; // "TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
  readonly groups13?: readonly string[]; // IANA's names
}

export interface RunningServer {
  readonly port: number;
  log(): string;
  stop(): void;
}

/** A port that is free now, below those that the kernel gives to connections: one of them would take it before the server does. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const port = randomInt(10_000, 32_000);
    const server = createServer()
      .once('error', () => resolve(freePort()))
      .listen(port, '127.0.0.1', () => {
        server.close(() => resolve(port));
      });
  });
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    }).once('error', () => resolve(false));
  });

/** A run that is interrupted leaves no server behind. */
const endsWithUs = ['setpriv', '--pdeathsig', 'KILL', '--'];

export async function startServer(spec: ServerSpec): Promise<RunningServer> {
  const dir = mkdtempSync(path.join(tmpdir(), 'pgx-peer-'));
  const port = await freePort();
  const file = (name: string, text: string): string => {
    writeFileSync(path.join(dir, name), text);
    return path.join(dir, name);
  };
  const processes = createProcesses(dir);
  const { argv, env = {} } = spec.command({ port, dir, pki: inject('pki'), file });
  const child = processes.start({ name: 'server', argv: [...endsWithUs, ...argv], env });
  const stop = (): void => {
    processes.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    await until(
      spec.name,
      () => {
        if (child.exitCode !== null) throw new Error(`it ended:\n${processes.log('server')}`);
        return answers(port);
      },
      60,
    );
  } catch (error) {
    stop();
    throw error;
  }
  return { port, log: () => processes.log('server'), stop };
}
