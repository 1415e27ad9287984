import { expect, it } from 'vitest';
import { errors } from '../prometheus/outcome/support.ts';
import { errorsTable } from './errors-table.ts';

it('has a row for every text of a target and of Prometheus, beside that of 2.42', () => {
  const table = errorsTable(errors);
  const rows = errors.filter(({ where }) => where === 'target' || where === 'prometheus');
  expect(table.trimEnd().split('\n')).toHaveLength(rows.length + 2);
  expect(table).toContain('| plaintext-server | `http: server gave HTTP response to HTTPS client` | the same |');
  expect(table).toContain(
    '| common-name-only | `tls: failed to verify certificate: x509: certificate relies on legacy Common Name field, use SANs instead` | `x509: certificate relies',
  );
  expect(table).toMatch(/^\| blank-content-type \| .* \| does not fail \|$/m);
});

it('rules/scrape-errors.md is current', async () => {
  const text = `# What Prometheus shows of a scrape that fails

Generated from scrape-errors.yaml by \`npm run docs\`. \`Get "https://ADDRESS/metrics": \` before most texts is left out; what stands in … differs.
\`pgx-audit explain "TEXT"\` tells what each means, how to confirm it, and the fix.

${errorsTable(errors)}`;
  await expect(text).toMatchFileSnapshot('../../rules/scrape-errors.md');
});
