import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:net';

/** Listeners where nobody has any business, and how often somebody knocked. */
export interface Baits {
  listen(host: string, port: number): Promise<void>;
  knocks(host: string, port: number): number;
  forget(): void;
  close(): void;
}

/** Makes an address one of this network namespace. */
export const ownAddress = (address: string): void => void execFileSync('ip', ['route', 'replace', 'local', `${address}/32`, 'dev', 'lo']);

export function createBaits(): Baits {
  const servers: Server[] = [];
  const knocks = new Map<string, number>();
  return {
    async listen(host, port) {
      const key = `${host}:${port}`;
      knocks.set(key, 0);
      const server = createServer((socket) => {
        knocks.set(key, (knocks.get(key) ?? 0) + 1);
        socket.destroy();
      });
      servers.push(server);
      await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
    },
    knocks(host, port) {
      const known = knocks.get(`${host}:${port}`);
      if (known === undefined) throw new Error(`there is no bait at ${host}:${port}`);
      return known;
    },
    forget: () => knocks.forEach((_, key) => knocks.set(key, 0)),
    close: () => servers.forEach((server) => server.close()),
  };
}
