export interface KubeconfigOptions {
  readonly server: string;
  readonly caPem: string;
  readonly user: { readonly name: string; readonly certPem: string; readonly keyPem: string };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A kubeconfig for a client-certificate user, as kubeadm and kind write it. */
export const kubeconfig = ({ server, caPem, user }: KubeconfigOptions): string => `apiVersion: v1
kind: Config
clusters:
- name: miniature
  cluster:
    server: ${server}
    certificate-authority-data: ${base64(caPem)}
users:
- name: ${user.name}
  user:
    client-certificate-data: ${base64(user.certPem)}
    client-key-data: ${base64(user.keyPem)}
contexts:
- name: miniature
  context:
    cluster: miniature
    user: ${user.name}
current-context: miniature
`;
