// Tables and what they were measured on, into bench/results/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { exporterVersion } from './exporters.mjs';
import { versions } from './tools.mjs';

const folder = new URL('../results/', import.meta.url);

/** "2026-11-23, 2 × AMD EPYC, 24 GiB, Linux 6.18, Node 20.20.2; scanner and servers share the cores" */
export function machineText() {
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release().split('.').slice(0, 2).join('.')}`;
  const exporter = exporterVersion();
  const [, version = ''] = /version (\S+)/.exec(exporter) ?? [];
  const [, go = ''] = /(go\d\S*)/.exec(exporter) ?? [];
  return `${date}, ${machine}, Node ${process.versions.node}; ${[`node_exporter ${version} (${go})`, ...versions()].join(', ')}; scanners and servers share the cores`;
}

const cellOf = (value) => (value === null || value === undefined || Number.isNaN(value) ? '–' : String(value));

/** A Markdown table; of columns `[title, row => text]`. */
export function tableText(columns, rows) {
  const lines = [columns.map(([title]) => title), columns.map((_, index) => (index === 0 ? '---' : '---:'))];
  const body = rows.map((row) => columns.map(([, textOf]) => cellOf(textOf(row))));
  return [...lines, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A number with so many digits after the point; null stays null. */
export const fixed = (value, digits = 0) => (value === null || Number.isNaN(value) ? null : value.toFixed(digits));

export function writeResult(name, text) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(name, folder), text);
  console.log(`bench/results/${name}`);
}
