import { hash } from 'node:crypto';
import { copyOf } from '../model/finding.ts';
import type { Finding, FindingTarget } from '../model/report.ts';
import type { Rule } from '../model/rule.ts';
import type { About } from './about.ts';
import { findingTargets, type Member } from './fold.ts';
import type { Judgement } from './judgement.ts';

/**
 * A finding that holds its rule, its judgement and what it is about, which it shares with others, and tells the rest when it is read: there
 * are as many as rules times endpoints. JSON.stringify gives all of it; a copy by `{...finding}` would not have what is read through.
 */
export class JudgedFinding implements Finding {
  readonly #rule: Rule;
  readonly #about: About;
  readonly #judgement: Judgement;
  readonly #members: readonly Member[] | null; // null: this is the judgement of every target

  constructor(rule: Rule, about: About, judged: { readonly judgement: Judgement; readonly members: readonly Member[] | null }) {
    this.#rule = rule;
    this.#about = about;
    this.#judgement = judged.judgement;
    this.#members = judged.members;
  }

  get rule(): string {
    return this.#rule.id;
  }
  get title(): string {
    return this.#rule.title;
  }
  get category(): string {
    return this.#rule.category;
  }
  get verdict(): Finding['verdict'] {
    return this.#judgement.verdict;
  }
  get severity(): Finding['severity'] {
    return this.#judgement.severity;
  }
  get severityReason(): string {
    return this.#judgement.severityReason;
  }
  get basis(): Finding['basis'] {
    return this.#judgement.basis;
  }
  get subject(): Finding['subject'] {
    return this.#about.subject;
  }
  get targets(): readonly FindingTarget[] {
    return findingTargets(this.#members ?? this.#about.targets.map((target) => ({ target, judgement: this.#judgement })));
  }
  get message(): string {
    const { verdict, message, reason } = this.#judgement;
    return verdict === 'fail' ? message : verdict === 'pass' ? this.#rule.title : reason;
  }
  get cause(): Finding['cause'] {
    return this.#judgement.cause;
  }
  get evidence(): readonly string[] {
    return this.#judgement.evidence;
  }
  get fix(): Finding['fix'] {
    return this.verdict === 'fail' ? fixOf(this.#rule, this.#about) : null;
  }
  /** The report's rules have them all. */
  get references(): Finding['references'] {
    return this.verdict === 'fail' || this.verdict === 'unknown' ? this.#rule.references : none;
  }
  get actionable(): boolean {
    return this.verdict === 'fail';
  }
  get controls(): readonly string[] {
    return none;
  }
  get waiver(): Finding['waiver'] {
    return null;
  }
  /** The same from a manifest and from any cluster: of rule, endpoint and scrape, without cluster and parameters. */
  get fingerprint(): string {
    const { id, scrape } = this.subject;
    return hash('sha256', [this.rule, id, scrape?.id ?? ''].join('\0'));
  }

  toJSON(): Finding {
    return copyOf(this);
  }
}

const none: readonly never[] = [];

/** The text for this kind of exporter or of scrape, and where it applies: the workload, or the monitor and the field in it. */
function fixOf({ fix, fixAt, exporterFix }: Rule, { subject: { owner, scrape }, exporter }: About): NonNullable<Finding['fix']> {
  const { name = '', kind = 'default', fix: own } = exporter ?? {};
  const annotated = scrape?.id.startsWith('annotation/') ? fix['annotations'] : undefined;
  const text = `${exporterFix && own !== undefined ? `${name}: ${own}. ` : ''}${annotated ?? fix[kind] ?? fix['default'] ?? ''}`;
  return fixAt === 'monitor' && scrape ? { at: scrape.source, field: scrape.field, text } : { at: owner, field: '', text };
}
