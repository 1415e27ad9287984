import { clean } from '../../../model/text.ts';
import type { Job } from '../../job.ts';
import type { CaRef } from '../../tls-config.ts';
import type { MergedTls } from '../scrape-class.ts';
import type { SecretOrConfigMap, TlsConfig } from '../shapes/http.ts';
import { atLeast } from '../../version.ts';
import { versionOf, type Making } from './making.ts';

/** The tls_config of a job (promcfg.go, addTLStoYaml). */
export function tlsOf(making: Making, { tls, fromClass, caFileOfClass }: MergedTls): Pick<Job, 'tls' | 'ca' | 'certificate' | 'key'> {
  const place = { namespace: making.metadata.namespace, copied: !fromClass || making.instance?.namespace === making.metadata.namespace };
  const key = { secret: tls?.keySecret ?? null, configMap: null };
  return {
    tls: settingsOf(making, tls),
    ca: caRefOf(refOf(tls?.ca, tls?.caFile, place), caFileOfClass),
    certificate: refOf(tls?.cert, tls?.certFile, place),
    key: refOf(key, tls?.keyFile, place),
  };
}

const caRefOf = (ref: CaRef, ofClass: boolean): CaRef => (ofClass && ref.from === 'file' ? { ...ref, ofPrometheus: true } : ref);

function settingsOf(making: Making, tls: TlsConfig | null): Job['tls'] {
  const [min, max] = [tls?.minVersion, tls?.maxVersion];
  const clientCertificate = Boolean(tls && (tls.certFile || tls.cert.secret || tls.cert.configMap));
  const serverName = clean(tls?.serverName ?? '', 255);
  const insecureSkipVerify = tls?.insecureSkipVerify === true;
  const rest = [tls?.ca.secret, tls?.ca.configMap, tls?.caFile, tls?.keySecret, tls?.keyFile, min, max];
  return {
    configured: clientCertificate || serverName !== '' || insecureSkipVerify || rest.some(Boolean),
    serverName,
    insecureSkipVerify,
    clientCertificate,
    ...(min && atLeast(versionOf(making), '2.35.0') && { minVersion: clean(min, 10) }),
    ...(max && atLeast(versionOf(making), '2.41.0') && { maxVersion: clean(max, 10) }),
  };
}

/** The operator copies what monitors refer to into files of this folder, and what scrape classes refer to in the Prometheus's own namespace. */
const folder = '/etc/prometheus/certs';

interface Place {
  readonly namespace: string; // of the monitor
  readonly copied: boolean; // false: the file of this name is never written, as the object was looked up in another namespace
}

function refOf(ref: SecretOrConfigMap | undefined, file: string | undefined, { namespace, copied }: Place): CaRef {
  const found = ref?.secret ?? ref?.configMap;
  if (!found) return { from: file ? 'file' : 'none', namespace, name: file ?? '', key: '' };
  const secret = found === ref?.secret;
  if (copied) return { from: secret ? 'secret' : 'configmap', namespace, name: found.name, key: found.key };
  return { from: 'file', namespace, name: `${folder}/${secret ? 0 : 1}_${namespace}_${found.name}_${found.key}`, key: '' };
}
