import { InvalidArgumentError } from 'commander';
import { label } from './check-flags.ts';

/** The options of `job`, as commander gives them. */
export interface JobFlags {
  readonly image?: string;
  readonly cron?: string;
  readonly namespace: readonly string[]; // to audit; none: all
  readonly jobNamespace?: string; // where the Job runs
  readonly name: string;
  readonly imagePullSecret: readonly string[];
  readonly clusterRole: boolean;
}

export function parseLabel(text: string): string {
  if (!label.test(text)) throw new InvalidArgumentError('Names have lower-case letters, digits and "-", at most 63.');
  return text;
}

/** A CronJob's name has at most 52 characters, and a one-off Job gets its time behind it. */
export function parseJobName(text: string): string {
  if (text.length > 40) throw new InvalidArgumentError('Give a name of at most 40 characters.');
  return parseLabel(text);
}

export const collectLabels = (text: string, before: readonly string[]): readonly string[] => [
  ...before,
  ...text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => parseLabel(part)),
];

/** RFC 1123 subdomain, as the names of Secrets are. */
export function collectSubdomains(text: string, before: readonly string[]): readonly string[] {
  if (text.length > 253 || !text.split('.').every((part) => label.test(part))) throw new InvalidArgumentError('Give the name of a Secret.');
  return [...before, text];
}

/** REGISTRY/REPOSITORY:TAG@DIGEST, with any of them but the repository left out. */
export function parseImage(text: string): string {
  if (!/^[a-z0-9][\w.:/@-]{0,499}$/i.test(text))
    throw new InvalidArgumentError('Give an image such as registry.example.com/pgx-audit:0.1.0.');
  return text;
}
