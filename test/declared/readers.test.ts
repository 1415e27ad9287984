import { describe, expect, it } from 'vitest';
import { readers } from '../../src/declared/index.ts';
import type { Endpoint, Scrape } from '../../src/model/subject.ts';
import { endpoint, scrape, toolkit } from '../derive/support.ts';

function read(group: string, about: Endpoint, by: Scrape | null = null) {
  const reader = readers.find((each) => each.group === group);
  return reader?.read({ endpoint: about, scrape: by });
}

const credential = (tls: Partial<Scrape['tls']>, more: Partial<Scrape>) => read('scrape', endpoint(), scrape(tls, more));
const via = (...exposedBy: string[]) => read('exposure', endpoint({ exposedBy }));

describe('scrape', () => {
  it('tells what a rule needs of a monitor', () => {
    expect(read('scrape', endpoint(), scrape({ serverName: 'pgx.db.svc' }))).toEqual({
      group: 'scrape',
      basis: 'declared',
      known: {
        source: 'ServiceMonitor db/pgx endpoints[0]',
        scheme: 'https',
        path: '/metrics',
        server_name: 'pgx.db.svc',
        tls_config: true,
        skip_verify: false,
        verifies: true,
        credential: 'none',
        ca: 'none',
        prometheus: '',
        proxy: '',
      },
    });
  });

  it('verifies only over https and where it is not told to skip', () => {
    expect(read('scrape', endpoint(), scrape({ insecureSkipVerify: true }))).toMatchObject({
      known: { verifies: false, skip_verify: true },
    });
    expect(read('scrape', endpoint(), scrape({}, { scheme: 'http' }))).toMatchObject({ known: { verifies: false } });
  });

  it('names the credential', () => {
    expect(credential({ clientCertificate: true }, {})).toMatchObject({ known: { credential: 'client-certificate' } });
    expect(credential({ clientCertificate: true }, { credential: 'bearer-token' })).toMatchObject({
      known: { credential: 'bearer-token' },
    });
  });

  it('is absent where nothing scrapes', () => {
    expect(read('scrape', endpoint())).toMatchObject({ absent: expect.any(String) });
  });
});

describe('exporter', () => {
  it('is what the catalogue recognised, else absent', () => {
    expect(read('exporter', endpoint({ exporter: toolkit() }))).toMatchObject({
      known: { name: 'postgres', kind: 'exporter-toolkit', costly: false },
    });
    expect(read('exporter', endpoint())).toMatchObject({ absent: expect.any(String) });
  });
});

describe('exposure', () => {
  it('is external by load balancer, node port and host port, not by the host network alone', () => {
    expect(via('LoadBalancer db/pgx')).toMatchObject({ known: { external: true, via: ['LoadBalancer db/pgx'] } });
    expect(via('hostNetwork', 'NodePort db/pgx:30187')).toMatchObject({ known: { external: true } });
    expect(via('hostNetwork')).toMatchObject({ known: { external: false, via: ['hostNetwork'] } });
    expect(via()).toMatchObject({ known: { external: false, via: [] } });
  });

  it('is not known of a named address', () => {
    const owner = { kind: 'address', namespace: '', name: '10.0.0.1:9187' };
    expect(read('exposure', endpoint({ owner }))).toMatchObject({ cause: 'out-of-mode' });
  });
});
