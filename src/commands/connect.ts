import { loadKubeAccess, portForwardConnect, type KubeAccess } from '../kube/index.ts';
import type { Connect } from '../model/attempt.ts';
import { directConnect } from '../net/index.ts';
import type { Io } from './io.ts';
import type { ScanFlags } from './scan-flags.ts';

/** How to reach the API server, resolved once, when it is first needed: credential plugins may ask for a password. */
export function createAccess(
  { kubeconfig, context }: Pick<ScanFlags, 'kubeconfig' | 'context'>,
  { env, now }: Io,
): () => Promise<KubeAccess> {
  let access: Promise<KubeAccess> | undefined;
  return () => (access ??= loadKubeAccess({ kubeconfig, context, env, now }));
}

/** `auto` is direct: port-forward opens a privileged, audited stream for every connection, and is never chosen by itself. */
export const viaOf = ({ via }: Pick<ScanFlags, 'via'>): 'direct' | 'port-forward' => (via === 'port-forward' ? via : 'direct');

export function createConnect(flags: Pick<ScanFlags, 'via' | 'timeout'>, access: () => Promise<KubeAccess>, userAgent: string): Connect {
  if (viaOf(flags) === 'direct') return directConnect({ connectTimeoutMs: flags.timeout });
  return async (target, deadline) => portForwardConnect(await access(), { openTimeoutMs: flags.timeout, userAgent })(target, deadline);
}
