import * as v from 'valibot';

const text = v.nullish(v.string());

/** Go decodes []byte from padded base64 and ignores line breaks in it. */
const base64 = v.nullish(
  v.pipe(
    v.string(),
    v.transform((value) => value.replace(/[\r\n]/g, '')),
    v.check((value) => value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value)),
  ),
);
const named = v.object({ name: v.string(), value: v.string() });

const clusterShape = v.object({
  server: text,
  'certificate-authority': text,
  'certificate-authority-data': base64,
  'insecure-skip-tls-verify': v.nullish(v.boolean()),
  'tls-server-name': text,
  'proxy-url': text,
  extensions: v.nullish(v.array(v.object({ name: v.string(), extension: v.unknown() }))),
});
const execShape = v.object({
  command: text,
  apiVersion: text,
  args: v.nullish(v.array(v.string())),
  env: v.nullish(v.array(named)),
  installHint: text,
  provideClusterInfo: v.nullish(v.boolean()),
  interactiveMode: text,
});
const userShape = v.object({
  token: text,
  tokenFile: text,
  'client-certificate': text,
  'client-certificate-data': base64,
  'client-key': text,
  'client-key-data': base64,
  username: text,
  password: text,
  exec: v.nullish(execShape),
  'auth-provider': v.nullish(v.object({ name: v.string(), config: v.nullish(v.record(v.string(), v.string())) })),
  as: text,
  'as-uid': text,
  'as-groups': v.nullish(v.array(v.string())),
  'as-user-extra': v.nullish(v.record(v.string(), v.nullish(v.array(v.string())))),
});
const contextShape = v.object({ cluster: text, user: text });

/** What is read of a kubeconfig (k8s.io/client-go tools/clientcmd/api/v1). Other fields are let be, as kubectl does. */
export const kubeconfigShape = v.object({
  apiVersion: v.nullish(v.picklist(['v1', ''])),
  kind: v.nullish(v.picklist(['Config', ''])),
  'current-context': text,
  clusters: v.nullish(v.array(v.object({ name: text, cluster: v.nullish(clusterShape) }))),
  users: v.nullish(v.array(v.object({ name: text, user: v.nullish(userShape) }))),
  contexts: v.nullish(v.array(v.object({ name: text, context: v.nullish(contextShape) }))),
});

export type Cluster = v.InferOutput<typeof clusterShape>;
export type User = v.InferOutput<typeof userShape>;
export type Exec = v.InferOutput<typeof execShape>;
export type Context = v.InferOutput<typeof contextShape>;
