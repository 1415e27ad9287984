import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { scanError } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import type { User } from './kubeconfig-shape.ts';
import { oneLine } from './reason.ts';

/**
 * The token of an auth-provider, renewed where it has expired: an identity provider's protocol is the one thing that client-node is used
 * for. kubectl has no other provider than oidc left. Throws a scan error without secrets.
 */
export function providerToken(provider: NonNullable<User['auth-provider']>, timeoutMs: number): () => Promise<string> {
  if (provider.name !== 'oidc')
    throw scanError(
      `kubeconfig: the auth-provider ${clean(provider.name, 100)} is not supported, as in kubectl itself`,
      'use the credential plugin of your provider (exec)',
    );
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'cluster', server: 'https://127.0.0.1' }],
    users: [{ name: 'user', authProvider: { name: provider.name, config: { ...provider.config } } }],
    contexts: [{ name: 'context', cluster: 'cluster', user: 'user' }],
    currentContext: 'context',
  });
  return async () => {
    const options: RequestOptions = { headers: {} };
    await inTime(config.applyToHTTPSOptions(options), timeoutMs);
    const value = (options.headers as Record<string, unknown>)['Authorization'];
    return typeof value === 'string' ? value.replace(/^Bearer /, '') : '';
  };
}

async function inTime(applied: Promise<void>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
  });
  try {
    await Promise.race([applied, late]);
  } catch (error) {
    const unreadable = error instanceof SyntaxError || error instanceof TypeError; // they quote what they could not read
    const reason = unreadable ? 'unreadable' : oneLine((error as Error).message.trim().split('\n', 1)[0] ?? '');
    throw scanError(`credentials of the kubeconfig cannot be resolved: ${reason}`, 'try: kubectl auth whoami');
  } finally {
    clearTimeout(timer);
  }
}
