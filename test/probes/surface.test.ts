import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { parse } from 'valibot';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpSeen, KeyPair } from '../../src/model/attempt.ts';
import { isKnown } from '../../src/model/fact.ts';
import type { Surface } from '../../src/model/facts.ts';
import { createDial } from '../../src/net/index.ts';
import { surface } from '../../src/probes/surface.ts';
import { dialOptions, leaf } from '../net/support.ts';
import { nobody } from '../support/asked.ts';
import { dialTo, http, type FakeServer } from './support/fake-server.ts';
import { asking } from './support/observe.ts';

const suites = { 0x0304: ['TLS_AES_128_GCM_SHA256'] };
const asked = asking({ surface: true });
const observe = async (server: FakeServer, given = asked) => {
  const { dial, made } = dialTo({ suites, refuses: 70, ...server }, given.most);
  return { fact: await surface.observe(dial, given), made };
};
const known = async (server: FakeServer, given = asked): Promise<Surface> => {
  const { fact } = await observe(server, given);
  if (!isKnown(fact)) throw new Error(JSON.stringify(fact));
  return parse(surface.shape, fact.known) as Surface;
};
const page = (given: Partial<HttpSeen>) => ({ http: http({ exposition: false, ...given }) });
const openOf = async (path: string, given: Partial<HttpSeen>) =>
  (await known({ answers: { [`surface ${path}`]: page(given) } })).paths.find((each) => each.path === path);

describe('surface', () => {
  it('is out of mode unless asked for, and costs nothing then', async () => {
    const { fact, made } = await observe({}, asking());
    expect(fact).toMatchObject({ group: 'surface', unknown: 'looked at with --http-surface only', cause: 'out-of-mode' });
    expect(made).toEqual([]);
    expect([surface.extra(asking()), surface.extra(asked)]).toEqual([0, 3]);
  });
  it('asks for three paths, and never for the one that would reload', async () => {
    const { made } = await observe({});
    expect(made.filter((name) => name.startsWith('surface'))).toEqual(['surface /debug/pprof/', 'surface /config', 'surface /probe']);
    const { paths } = await known({});
    expect(paths.at(-1)).toMatchObject({ path: '/-/reload', status: { cause: 'out-of-mode' }, open: { cause: 'out-of-mode' } });
  });

  it.each([
    ['/debug/pprof/', { says: ['pprof'] }, true],
    ['/debug/pprof/', {}, false],
    ['/debug/pprof/', { status: 401, says: ['pprof'] }, false],
    ['/debug/pprof/', { status: 404 }, false],
    ['/config', { says: ['configuration'] }, true],
    ['/config', { says: ['pprof'] }, false],
    ['/probe', { status: 400, says: ['probe'] }, true],
    ['/probe', { status: 200, says: ['probe'] }, false],
    ['/probe', { status: 400 }, false],
  ] as const)('%s that answers %j: open %s', async (path, given, open) => expect(await openOf(path, given)).toMatchObject({ open }));
  it('/probe that answers with metrics, as the other paths do not', async () => {
    const nothing = page({ status: 404 });
    const answers = { 'surface /debug/pprof/': nothing, 'surface /config': nothing, 'surface /probe': { http: http() } };
    expect((await known({ answers })).paths[2]).toMatchObject({ path: '/probe', status: 200, open: true });
  });
  it.each([
    [{ status: 302, headers: { location: '/login\u001b[2J' } }, 'redirects to /login\ufffd[2J, which is not followed'],
    [{ status: 503 }, 'answered 503'],
    [{ status: 429 }, 'answered 429'],
  ])('%j leaves it open whether it is', async (given, unknown) =>
    expect(await openOf('/config', given)).toMatchObject({ status: given.status, open: { unknown } }),
  );
  it('a path that was not answered is not known to be closed', async () => {
    const answers = { 'surface /config': { http: null, failure: { kind: 'reset', text: 'connection reset' } } } as const;
    expect((await known({ answers })).paths[1]).toMatchObject({
      status: { unknown: 'connection reset' },
      open: { unknown: 'connection reset' },
    });
  });

  it.each([
    [{ suites }, 'tls13'],
    [{ suites: { 0x0303: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'] } }, 'tls12'],
    [{ suites: {}, helloAnswer: 'http', answersWithoutTls: {} }, 'http'],
  ] as const)('goes over what works: %j', async (server, kind) => {
    const { dial } = dialTo({ refuses: 70, ...server });
    const kinds: string[] = [];
    await surface.observe(async (attempt) => {
      if (attempt.name.startsWith('surface')) kinds.push(attempt.kind);
      return dial(attempt);
    }, asked);
    expect(kinds).toEqual([kind, kind, kind]);
  });
  it('is unknown where no request is answered', async () => {
    const { fact } = await observe({ clientCertificate: 'alert' });
    expect(fact).toMatchObject({
      unknown: 'refused without a client certificate: alert 116 certificate_required (--client-cert shows one)',
    });
    expect((await observe({ helloAnswer: 'timeout', answersWithoutTls: 'timeout' })).fact).toMatchObject({ cause: 'could-not-look' });
  });
});

const own: KeyPair = { certificate: 'own', key: () => '' };
const withOwn = asking({ surface: true, paths: ['/metrics', '/more'], clients: { ...nobody, own } });

describe("the user's certificate", () => {
  it.each([
    ['alert', suites],
    ['closed', suites],
    ['nginx', suites],
    ['alert', { 0x0303: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'] }],
  ] as const)('asks where others are turned away (%s) and it is taken', async (clientCertificate, spoken) => {
    const { dial, made } = dialTo({ refuses: 70, suites: spoken, clientCertificate });
    const shown: string[] = [];
    const fact = await surface.observe((attempt) => {
      if ('client' in attempt && attempt.client === own) shown.push(attempt.name);
      return dial(attempt);
    }, withOwn);
    expect(fact).toMatchObject({
      known: { with_client_certificate: true, paths: [{ status: 200 }, { status: 200 }, { status: 200 }, {}] },
    });
    expect(shown).toEqual(expect.arrayContaining(['surface /debug/pprof/', 'surface /config', 'surface /probe', 'own tls /more']));
    expect(made.filter((name) => /^surface|^own tls/.test(name)).length).toBe(surface.extra(withOwn));
  });
  it('brings the versions, in whatever answer', async () => {
    const builds = [build('pgx_exporter_build_info', '1', 'go1.26.8')];
    const answers = { 'own tls /more': { http: http({ builds }) } };
    expect(await known({ clientCertificate: 'alert', answers }, withOwn)).toMatchObject({
      exporter: 'pgx_exporter',
      go_version: 'go1.26.8',
    });
    expect(await known({ clientCertificate: 'alert', response: { builds } }, withOwn)).toMatchObject({ exporter: 'pgx_exporter' });
  });
  it('is not shown where none is needed', async () => {
    expect(await known({ clientCertificate: 'optional' }, withOwn)).not.toHaveProperty('with_client_certificate');
    const plaintextToo = { clientCertificate: 'alert', answersWithoutTls: {} } as const;
    expect(await known(plaintextToo, withOwn)).not.toHaveProperty('with_client_certificate');
  });
  it('that is refused too leaves it unknown, with both refusals', async () => {
    const { fact } = await observe({ clientCertificate: 'alert', shown: 'alert' }, withOwn);
    const unknown = 'refused without a client certificate: alert 116 certificate_required; with that of --client-cert: alert 48 unknown_ca';
    expect(fact).toMatchObject({ unknown, cause: 'could-not-look' });
  });
});

const build = (metric: string, version: string, goVersion = ''): HttpSeen['builds'][number] => ({ metric, version, goVersion });
const versions = async (builds: HttpSeen['builds']) => {
  const { exporter, version, go_version } = await known({ response: { builds } });
  return [exporter, version, go_version];
};

describe('versions', () => {
  it('are those of the exporter itself', async () => {
    const goInfo = build('go_info', '', 'go1.26.8');
    expect(
      await versions([
        goInfo,
        build('go_build_info', '(devel)'),
        build('library_build_info', '9'),
        build('pgx_exporter_build_info', '0.17.1', 'go1.26.7'),
      ]),
    ).toEqual(['pgx_exporter', '0.17.1', 'go1.26.8']);
    expect(await versions([build('etcd_build_info', '3.6', 'go1.25.1')])).toEqual(['etcd', '3.6', 'go1.25.1']);
  });
  it('are empty where nothing says them', async () => expect(await versions([])).toEqual(['', '', '']));
  it('may stand in the answer to any of the paths of the scrapes', async () => {
    const answers = { 'tls /metrics': { http: http({ builds: [build('pgx_exporter_build_info', '1')] }) } };
    expect((await known({ answers, response: { builds: [] } }, asking({ surface: true, paths: ['/probe', '/metrics'] }))).exporter).toBe(
      'pgx_exporter',
    );
  });
});

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** The words of net/http/pprof (Go 1.26), blackbox_exporter and snmp_exporter, exporter-toolkit's landing page. */
const pprof =
  '<html>\n<head>\n<title>/debug/pprof/</title>\n</head>\n<body>\n/debug/pprof/\n<br>\n<p>Set debug=1</p>\n<br>\nTypes of profiles available:\n<table>';
const configuration = 'modules:\n  http_2xx:\n    prober: http\n    timeout: 5s\n';
const landing =
  '<!DOCTYPE html>\n<html>\n<body>\n<a href="/metrics">Metrics</a>\n<h2>Profiling</h2>\n<a href="/debug/pprof/heap">heap</a> target: any\n</body>';
const metrics =
  '# TYPE go_info gauge\ngo_info{version="go1.26.8"} 1\n# TYPE blackbox_exporter_build_info gauge\nblackbox_exporter_build_info{branch="HEAD",goversion="go1.26.8",version="0.28.0"} 1\n';

async function real(
  pages: Readonly<Record<string, readonly [number, string]>>,
  secure = true,
): Promise<{ seen: Surface; requested: string[] }> {
  const requested: string[] = [];
  const listener: RequestListener = (request, response) => {
    requested.push(request.url ?? '');
    const [status, body] = pages[request.url ?? ''] ?? [200, landing];
    response.writeHead(status).end(body);
  };
  const server = secure ? createHttpsServer({ cert: leaf.chainPem, key: leaf.keyPem }, listener) : createHttpServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const fact = await surface.observe(createDial(dialOptions((server.address() as AddressInfo).port)).dial, asked);
  if (!isKnown(fact)) throw new Error(JSON.stringify(fact));
  return { seen: fact.known, requested };
}
const opened = ({ paths }: Surface) => paths.flatMap(({ what, open }) => (open === true ? [what] : []));

describe.each([true, false])('on a real server (TLS: %s)', (secure) => {
  it('a prober shows its configuration, its profiles, and probes for anyone', async () => {
    const pages = {
      '/metrics': [200, metrics],
      '/debug/pprof/': [200, pprof],
      '/config': [200, configuration],
      '/probe': [400, 'Target parameter is missing\n'],
    } as const;
    const { seen, requested } = await real(pages, secure);
    expect(seen).toMatchObject({ exporter: 'blackbox_exporter', version: '0.28.0', go_version: 'go1.26.8' });
    expect(opened(seen)).toEqual(['pprof', 'configuration', 'probe']);
    expect(requested).not.toContain('/-/reload');
  });
  it('metrics for whatever is asked open nothing', async () => {
    const everything = Object.fromEntries(
      ['/metrics', '/debug/pprof/', '/config', '/probe'].map((path) => [path, [200, metrics] as const]),
    );
    expect(opened((await real(everything, secure)).seen)).toEqual([]);
  });
  it('a landing page for whatever is asked opens nothing', async () => {
    const { seen } = await real({ '/metrics': [200, metrics] }, secure);
    expect(opened(seen)).toEqual([]);
    expect(seen.paths.slice(0, 3).map(({ status }) => status)).toEqual([200, 200, 200]);
  });
});
