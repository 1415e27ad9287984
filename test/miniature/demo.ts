import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startMiniatureCluster } from './cluster.ts';

/** Starts the miniature cluster, lets the built command line scan it like any other cluster, and stops everything. */
process.on('SIGINT', () => undefined); // the scan gets it too, and ends with what it knows
const cluster = await startMiniatureCluster();
const scan = ['dist/cli.js', 'scan', '--kubeconfig', cluster.kubeconfig, '--allow-cidr', '127.0.0.0/8', ...process.argv.slice(2)];
console.error(`$ pgx-audit ${scan.slice(1).join(' ')}\n`);
const child = spawn(process.execPath, scan, { stdio: 'inherit' });
const [code] = (await once(child, 'close')) as [number | null];
await cluster.stop();
process.exitCode = code === 0 || code === 1 ? 0 : (code ?? 1); // 1: findings, which is what the miniature cluster is for
