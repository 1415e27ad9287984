import { describe, expect, it } from 'vitest';
import { createCa, issue, type Issued } from '../support/pki.ts';
import { dns, extension, octets, subjectAltName } from '../x509/der.ts';
import { expectBounded, lookAt } from './support/look.ts';
import { meddled } from './support/meddled.ts';
import { odd } from './support/odd-certificate.ts';
import { behindTls } from './support/replies.ts';

const ca = await createCa({ name: 'root' });
const names = (count: number, of: (index: number) => string): Issued =>
  odd({ extensions: [subjectAltName(...Array.from({ length: count }, (_, index) => dns(of(index))))] });
const answering = (leaf: Issued) => behindTls(leaf, (socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nup 1\n'));

describe('certificates of unusual size', () => {
  it('1,500 names in 71 kB, over several records, are read whole', async () => {
    const dnsNames = Array.from({ length: 1500 }, (_, index) => `a-rather-long-name-of-host-${index}.example-domain.test`);
    const leaf = await issue(ca, { cn: 'pgx', dns: dnsNames });
    expect(leaf.der.length).toBeGreaterThan(70_000);
    for (const depth of ['decision', 'full'] as const) {
      const looked = await lookAt(answering(leaf), { depth });
      expect(looked.saw).toMatchObject({ versions: 'TLSv1.3 TLSv1.2', http: '200 metrics', certificate: 'CN=pgx' });
      expect(looked.seen.certificate?.served[0]?.leaf).toMatchObject({ dnsNames });
      expectBounded(looked);
    }
  });

  it('of 10,000 names 2,000 are listed, and it is told that there are more', async () => {
    const looked = await lookAt(answering(names(10_000, (index) => `${index}.a`)));
    expect(looked.seen.certificate?.served[0]?.leaf).toMatchObject({ dnsNames: { length: 2000 }, namesLeftOut: 8000 });
    expectBounded(looked);
  });

  it('10,000 names of 40 bytes are more than is read, and everything else is known all the same', async () => {
    const looked = await lookAt(answering(names(10_000, (index) => `${index}.`.padEnd(40, 'a'))));
    expect(looked.saw).toMatchObject({ tls: 'yes', certificate: expect.stringMatching(/^a handshake message of 4\d{5} bytes$/) as string });
    expect(looked.saw.versions).toBe('TLSv1.3 TLSv1.2');
    expectBounded(looked);
  });

  it('1 MB is more than is read, in TLS 1.3 too', async () => {
    const looked = await lookAt(answering(odd({ extensions: [extension('1.2.3.4', octets(Buffer.alloc(1 << 20)))] })));
    expect(looked.saw).toMatchObject({
      versions: 'TLSv1.3 TLSv1.2',
      certificate: expect.stringMatching(/^a handshake message of 10\d{5} bytes$/) as string,
    });
    expectBounded(looked);
  });

  it('120 kB are judged', async () => {
    const looked = await lookAt(answering(odd({ extensions: [extension('1.2.3.4', octets(Buffer.alloc(120_000)))] })));
    expect(looked.saw).toMatchObject({ versions: 'TLSv1.3 TLSv1.2', certificate: 'CN=odd', http: '200 metrics' });
    expectBounded(looked);
  });
});

describe('a handshake in unusual records', () => {
  it.each([
    ['of one byte', () => 1],
    ['five to a message', (length: number) => Math.ceil(length / 5)],
  ])('%s is read as any other', async (_, size) => {
    const leaf = await issue(ca, { cn: 'pgx', dns: ['pgx.test'] });
    const looked = await lookAt(meddled(leaf, size));
    expect(looked.saw).toMatchObject({
      versions: 'TLSv1.3 TLSv1.2',
      suites: '0',
      certificate: 'CN=pgx',
      http: '200 metrics',
      client: 'no',
    });
    const older = await lookAt(meddled(leaf, size, { maxVersion: 'TLSv1.2' }));
    expect(older.saw).toMatchObject({ versions: 'TLSv1.2', suites: '0', certificate: 'CN=pgx', http: '200 metrics', client: 'no' });
    expectBounded(looked);
  });
});
