import type { Facts } from '../../../src/model/fact.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { judge, type RuleSet } from '../../../src/rules/index.ts';
import { someEndpoint, someTarget } from '../../support/endpoint.ts';

/** What one rule makes of what was seen of one target. */
export function judged(rules: RuleSet, facts: Facts, rule: string): Finding | undefined {
  const target = someTarget();
  const endpoint = someEndpoint({ targets: [target], scrapes: [] });
  const findings = judge(rules, { endpoints: [{ endpoint, facts: [], members: [{ target, facts }], scrapes: [] }], objects: [] });
  return findings.find((finding) => finding.rule === rule);
}
