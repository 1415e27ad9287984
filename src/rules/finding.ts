import { createHash } from 'node:crypto';
import type { Finding } from '../model/report.ts';
import { severities, type Rule, type Verdict } from '../model/rule.ts';
import type { JudgedObject } from '../model/judged.ts';
import type { Endpoint, Scrape } from '../model/subject.ts';
import { compare } from '../model/text.ts';
import { findingTargets, fold, type Member } from './fold.ts';
import type { Judgement } from './judgement.ts';

/** What a finding is about: an endpoint, or one scrape of it. */
export interface Subject {
  readonly endpoint: Endpoint;
  readonly scrape: Scrape | null;
}

/** Folds the members' judgements into the finding of this rule about this subject. */
export function findingOf(rule: Rule, subject: Subject, members: readonly Member[]): Finding {
  const { endpoint, scrape } = subject;
  const judgement = fold(members);
  return {
    ...common(rule, judgement),
    subject: {
      kind: scrape ? 'scrape' : 'endpoint',
      id: endpoint.id,
      owner: endpoint.owner,
      port: endpoint.port,
      exporter: endpoint.exporter?.name ?? '',
      scrape: scrape && { id: scrape.id, source: scrape.source, field: scrape.field },
    },
    targets: findingTargets(members),
    fix: judgement.verdict === 'fail' ? fixOf(rule, subject) : null,
    fingerprint: fingerprintOf(rule.id, endpoint.id, scrape?.id ?? ''),
  };
}

/** The finding of this rule about an object that declares scrapes. */
export function findingOfObject(rule: Rule, { id, origin }: JudgedObject, judgement: Judgement): Finding {
  const fix = { at: origin, field: '', text: rule.fix['default'] ?? '' };
  return {
    ...common(rule, judgement),
    subject: { kind: 'object', id, owner: origin, port: 0, exporter: '', scrape: null },
    targets: [],
    fix: judgement.verdict === 'fail' ? fix : null,
    fingerprint: fingerprintOf(rule.id, id, ''),
  };
}

/** What does not depend on the kind of subject. */
function common(
  rule: Rule,
  { verdict, reason, message, ...folded }: Judgement,
): Omit<Finding, 'subject' | 'targets' | 'fix' | 'fingerprint'> {
  return {
    rule: rule.id,
    title: rule.title,
    category: rule.category,
    verdict,
    severity: folded.severity,
    severityReason: folded.severityReason,
    basis: folded.basis,
    message: verdict === 'fail' ? message : verdict === 'pass' ? rule.title : reason,
    cause: folded.cause,
    evidence: [...folded.evidence],
    references: verdict === 'fail' || verdict === 'unknown' ? [...rule.references] : [], // the report's rules have them all
    actionable: verdict === 'fail',
    controls: [],
    waiver: null,
  };
}

/** The text for this kind of exporter or of scrape, and where it applies: the workload, or the monitor and the field in it. */
function fixOf({ fix, fixAt, exporterFix }: Rule, { endpoint, scrape }: Subject): NonNullable<Finding['fix']> {
  const { name = '', kind = 'default', fix: own } = endpoint.exporter ?? {};
  const annotated = scrape?.id.startsWith('annotation/') ? fix['annotations'] : undefined;
  const text = `${exporterFix && own !== undefined ? `${name}: ${own}. ` : ''}${annotated ?? fix[kind] ?? fix['default'] ?? ''}`;
  return fixAt === 'monitor' && scrape ? { at: scrape.source, field: scrape.field, text } : { at: endpoint.owner, field: '', text };
}

/** The same from a manifest and from any cluster: SHA-256 of rule, endpoint and scrape, without cluster and parameters. */
const fingerprintOf = (...parts: readonly string[]): string => createHash('sha256').update(parts.join('\0')).digest('hex');

const order: readonly Verdict[] = ['fail', 'unknown', 'pass', 'not-applicable', 'waived'];

/** Worst first: failures by severity, then what is unknown, then the rest; by endpoint, scrape and rule within. */
export function worstFirst(a: Finding, b: Finding): number {
  const verdict = order.indexOf(a.verdict) - order.indexOf(b.verdict);
  const severity = a.verdict === 'fail' ? severities.indexOf(a.severity) - severities.indexOf(b.severity) : 0;
  return verdict || severity || compare(keyOf(a), keyOf(b));
}

const keyOf = ({ subject, rule }: Finding): string => `${subject.id}\0${subject.scrape?.id ?? ''}\0${rule}`;
