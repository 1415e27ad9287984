import { InvalidArgumentError } from 'commander';
import type { Subject } from '../kube/index.ts';
import { parseLabel } from './job-flags.ts';

/** The options of `doctor`, as commander gives them. */
export interface DoctorFlags {
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly namespace: readonly string[]; // none: all
  readonly via: 'direct' | 'port-forward' | 'auto';
  readonly readSecrets?: boolean;
  readonly rbac?: boolean;
  readonly subject?: Subject;
  readonly format: 'table' | 'json';
}

/** "user:jane", "group:sre", "serviceaccount:monitoring/audit". */
export function parseSubject(text: string): Subject {
  const [, kind = '', name = ''] = /^(user|group|serviceaccount):(.{1,500})$/i.exec(text) ?? [];
  if (kind.toLowerCase() === 'user') return { kind: 'User', name };
  if (kind.toLowerCase() === 'group') return { kind: 'Group', name };
  const [, namespace = '', account = ''] = /^([^/]+)\/([^/]+)$/.exec(name) ?? [];
  if (kind === '' || account === '') throw new InvalidArgumentError('Give user:NAME, group:NAME or serviceaccount:NAMESPACE/NAME.');
  return { kind: 'ServiceAccount', name: parseLabel(account), namespace: parseLabel(namespace) };
}
