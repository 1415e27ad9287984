import type { TlsOptions } from 'node:tls';
import { parse } from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Attempt, Dial, KeyPair } from '../../src/model/attempt.ts';
import { couldNotLook, outOfMode, type Leaf } from '../../src/model/fact.ts';
import type { ScrapeHandshake } from '../../src/model/facts.ts';
import type { Scrape } from '../../src/model/subject.ts';
import { createDial } from '../../src/net/index.ts';
import { createScrapeHandshake, presents, type ScrapeQuestion } from '../../src/probes/scrape-handshake.ts';
import { observed, serving, valueOf } from '../derive/support.ts';
import { dialOptions, leaf as served, ca, okResponse, tlsServer } from '../net/support.ts';
import { someEndpoint, someScrape } from '../support/endpoint.ts';
import { createCa, daysFromNow, issue, type Issued } from '../support/pki.ts';

const clients = await createCa({ name: 'client root' });
const client = await issue(clients, { cn: 'prometheus', eku: ['clientAuth'] });
const stranger = await issue(ca, { cn: 'prometheus', eku: ['clientAuth'] });
const pairOf = ({ chainPem, keyPem }: Issued): KeyPair => ({ certificate: chainPem, key: () => keyPem });

const probe = createScrapeHandshake({ publicRoots: [], now: new Date() });
const own: Scrape['tls']['ca'] = { from: 'configmap', ref: 'ConfigMap db/ca key ca.crt', pem: ca.certPem };
const scrape = (tls: Partial<Scrape['tls']> = {}, more: Partial<Scrape> = {}): Scrape =>
  someScrape({ ...more, tls: { ...someScrape().tls, serverName: 'exporter.test', ca: own, clientCertificate: true, ...tls } });

const postgres = { name: 'any', kind: 'exporter-toolkit', costly: false, by: 'image' };
const question = (more: Partial<ScrapeQuestion> = {}): ScrapeQuestion => {
  const asked = more.scrape ?? scrape();
  return {
    endpoint: someEndpoint({ scrapes: [asked], exporter: postgres }),
    scrape: asked,
    address: { host: '127.0.0.1', port: 9187 },
    facts: [observed('certificate', serving([served], 'exporter.test'))],
    keyPair: pairOf(client),
    ...more,
  };
};

/** A dial that must not be used. */
const never: Dial = () => expect.fail('a connection was made');
const without = async (more: Partial<ScrapeQuestion>) => probe.observe(never, question(more));

const demanding = { requestCert: true, rejectUnauthorized: true, ca: [clients.certPem] };
async function against(options: TlsOptions, more: Partial<ScrapeQuestion> = {}, response = okResponse): Promise<ScrapeHandshake> {
  const port = await tlsServer({ ...demanding, ...options }, response);
  return valueOf(await probe.observe(createDial(dialOptions(port)).dial, question(more)));
}

describe("a handshake with the scrape's own client certificate", () => {
  it.each(['TLSv1.3', 'TLSv1.2'] as const)('is accepted in %s, and the path of the scrape is requested', async (maxVersion) => {
    const seen = await against({ maxVersion });
    const content = { metrics: true, content_type: 'text/plain; version=0.0.4', location: '' };
    expect(seen).toEqual({ accepted: true, refusal: '', version: maxVersion, path: '/metrics', status: 200, ...content });
    expect(parse(probe.shape, seen)).toEqual(seen);
  });

  it('is refused in TLS 1.2, and not known to be in TLS 1.3 where the server just closes', async () => {
    const keyPair = pairOf(stranger);
    expect(await against({ maxVersion: 'TLSv1.2' }, { keyPair })).toMatchObject({
      accepted: false,
      version: 'TLSv1.2',
      status: { cause: 'could-not-look' },
    });
    expect((await against({}, { keyPair })).accepted).toMatchObject({
      unknown: expect.stringContaining('a refusal, or nobody there to answer'),
    });
  });

  it('is refused in HTTP, as nginx does', async () => {
    const words = '<center>The SSL certificate error</center>';
    const nginx = `HTTP/1.1 400 Bad Request\r\nContent-Length: ${words.length}\r\n\r\n${words}`;
    expect(await against({ rejectUnauthorized: false }, {}, nginx)).toMatchObject({
      accepted: false,
      refusal: 'HTTP 400 The SSL certificate error',
      status: 400,
    });
  });

  it('is not known where the pair is none, or the versions do not meet', async () => {
    const mixed = { certificate: client.chainPem, key: () => stranger.keyPem };
    expect((await against({}, { keyPair: mixed })).accepted).toEqual(
      couldNotLook('the client certificate and its key do not belong together'),
    );
    const newer = scrape({ minVersion: 'TLS13' });
    expect((await against({ maxVersion: 'TLSv1.2' }, { scrape: newer })).accepted).toEqual(couldNotLook('alert 70 protocol_version'));
  });

  it('requests no more than / of an exporter whose scrape is costly', async () => {
    const costly = someEndpoint({ exporter: { ...postgres, costly: true }, scrapes: [scrape()] });
    expect(await against({}, { endpoint: costly })).toMatchObject({ accepted: true, path: '/' });
  });

  it('is one connection for scrapes that are alike, and shows no key in its name', async () => {
    const names: string[] = [];
    const dial: Dial = (attempt) => {
      names.push(attempt.name);
      return Promise.resolve({ connected: false, failure: null, alert: null } as Awaited<ReturnType<Dial>>);
    };
    await probe.observe(dial, question());
    await probe.observe(dial, question({ scrape: scrape({}, { id: 'serviceMonitor/db/other/0' }) }));
    await probe.observe(dial, question({ keyPair: pairOf(stranger) }));
    expect(new Set(names).size).toBe(2);
    expect(names[0]).toMatch(/^scrape [0-9a-f]{16}$/);
    expect(names[0]).toBe(names[1]);
  });

  it('has no credential to send, and no key that could be printed', async () => {
    const attempts: Attempt[] = [];
    const dial: Dial = (attempt) => {
      attempts.push(attempt);
      return never(attempt);
    };
    const asked = question({ scrape: scrape({}, { credential: 'bearer-token' }) });
    await probe.observe(dial, asked).catch(() => undefined);
    expect(attempts).toHaveLength(1);
    expect(JSON.stringify(attempts)).not.toMatch(/PRIVATE|authorization|bearer/i);
  });
});

describe('nothing is presented', () => {
  const unread: Leaf<string> = outOfMode('CA not readable (secrets/get db/ca)');

  it.each([
    ['over http', { scrape: scrape({}, { scheme: 'http' }) }, { absent: 'a scrape over http presents no certificate' }],
    ['without a client certificate', { scrape: scrape({ clientCertificate: false }) }, { absent: 'the scrape has no client certificate' }],
    ['through a proxy', { scrape: scrape({}, { proxy: 'http://proxy:3128' }) }, { cause: 'could-not-look' }],
    ['unless told', { keyPair: outOfMode('the client certificate is presented with --use-scrape-certs only') }, { cause: 'out-of-mode' }],
    [
      'where the CA is not known',
      { scrape: scrape({ ca: { from: 'secret', ref: 'Secret db/ca key ca.crt', pem: unread } }) },
      {
        unknown: 'the client certificate is not presented to a server that is not verified: CA not readable (secrets/get db/ca)',
        cause: 'out-of-mode',
      },
    ],
    [
      'where there is no TLS',
      { facts: [{ group: 'certificate', basis: 'observed', absent: 'the port does not speak TLS' }] },
      { absent: 'the port does not speak TLS' },
    ],
    ['where nothing was seen', { facts: [] }, { cause: 'could-not-look' }],
  ] as const)('%s', async (_, more, fact) => {
    expect(await without(more)).toMatchObject({ group: 'scrape_handshake', basis: 'observed', ...fact });
  });

  const early = 'the scrape does not come to present its certificate: ';
  it.each([
    ['is not trusted', { ca: { ...own, pem: clients.certPem } }, 'x509: certificate signed by unknown authority'],
    [
      'has no CA in common with the public ones',
      { ca: { from: 'none', ref: '', pem: '' } as const },
      'x509: certificate signed by unknown authority',
    ],
    ['is for another name', { serverName: 'other.test' }, 'x509: certificate is valid for exporter.test, not other.test'],
  ])('to a server whose certificate %s', async (_, tls, error) => {
    expect(await without({ scrape: scrape(tls) })).toMatchObject({ absent: `${early}${error}` });
  });

  it('to a server whose certificate has expired', async () => {
    const old = await issue(ca, { cn: 'x', dns: ['exporter.test'], notBefore: daysFromNow(-9), notAfter: daysFromNow(-1) });
    const fact = await without({ facts: [observed('certificate', serving([old], 'exporter.test'))] });
    expect(fact).toMatchObject({ absent: expect.stringContaining('certificate has expired') });
  });

  it('but the scrape that verifies nothing presents it to anybody', async () => {
    const skip = scrape({ insecureSkipVerify: true, ca: { from: 'secret', ref: '', pem: unread } });
    expect(await against({}, { scrape: skip })).toMatchObject({ accepted: true });
  });

  it('and no request follows where another certificate is served than the one seen before', async () => {
    const other = await issue(ca, { cn: 'other', dns: ['exporter.test'] });
    const seen = await against({}, { facts: [observed('certificate', serving([other], 'exporter.test'))] });
    expect(seen.accepted).toEqual(couldNotLook('the server serves another certificate than the one that was verified'));
    expect(seen.status).toMatchObject({ cause: 'could-not-look' });
  });

  it('costs no connection in the plan', () => {
    expect([scrape(), scrape({ clientCertificate: false }), scrape({}, { scheme: 'http' })].map(presents)).toEqual([true, false, false]);
  });
});
