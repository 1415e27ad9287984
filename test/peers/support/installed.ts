import path from 'node:path';

const folder = process.env['PGX_PEERS_BIN'] ?? '';

/** What test/peers/install.sh put into its folder. */
export const installed = {
  program: (name: string): string => path.join(folder, name),
  environment: { PYTHONPATH: path.join(folder, 'sslyze'), PYTHONWARNINGS: 'ignore', LC_ALL: 'C' },
};

/** `--quick`: one server of each type, and testssl.sh before one of them only. */
export const quick = process.env['PGX_PEERS_QUICK'] === 'yes';
