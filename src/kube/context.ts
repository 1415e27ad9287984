import { scanError } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';
import { withoutSecrets } from '../model/secrets.ts';
import { clean } from '../model/text.ts';
import type { Cluster, User } from './kubeconfig-shape.ts';
import type { Kubeconfig } from './kubeconfig.ts';

/** The cluster and the user of one context. */
export interface Chosen {
  readonly context: string;
  readonly clusterName: string;
  readonly userName: string;
  readonly server: string;
  readonly cluster: Cluster;
  readonly user: User;
}

/** The named context, else the current one. Throws a scan error that names what is missing. */
export function choose(config: Kubeconfig, wanted: string | undefined): Chosen {
  const name = wanted ?? config.currentContext;
  const hint = contextHint(config, name);
  if (name === '') throw scanError(`no current context in kubeconfig ${filesOf(config)}`, `choose one with --context; ${hint}`);
  const context = config.contexts.get(name);
  if (!context) throw scanError(`context "${clean(name, 100)}" does not exist in kubeconfig ${filesOf(config)}`, hint);
  const clusterName = context.cluster ?? '';
  const cluster = config.clusters.get(clusterName);
  if (!cluster?.server)
    throw scanError(`context "${clean(name, 100)}": cluster "${clean(clusterName, 100)}" has no server in kubeconfig ${filesOf(config)}`);
  const userName = context.user ?? '';
  const user = userName === '' ? {} : config.users.get(userName);
  if (!user)
    throw scanError(`context "${clean(name, 100)}": user "${clean(userName, 100)}" does not exist in kubeconfig ${filesOf(config)}`);
  return { context: name, clusterName, userName: userName || 'anonymous', server: serverUrl(cluster.server), cluster, user };
}

function contextHint(config: Kubeconfig, wanted: string): string {
  const names = [...config.contexts.keys()];
  if (names.length === 0) return 'the kubeconfig has no contexts';
  const meant = wanted === '' ? undefined : nearest(wanted.slice(0, 100), names);
  const shown = names.slice(0, 20).map((each) => clean(each, 100));
  return `${meant === undefined ? '' : `did you mean "${clean(meant, 100)}"? `}contexts there: ${shown.join(', ')}`;
}

const filesOf = (config: Kubeconfig): string => config.files.map((file) => clean(file)).join(', ');

/** A server without scheme is http://, as client-go has it (rest.DefaultServerURL). */
function serverUrl(server: string): string {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(server) ? server : `http://${server}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  const isUrl = (url?.protocol === 'https:' || url?.protocol === 'http:') && (text === server || /^\/?$/.test(url.pathname));
  if (!url || !isUrl) throw scanError(`kubeconfig: "${clean(withoutSecrets(server), 200)}" is not the URL of an API server`);
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
