import { describe, expect, it } from 'vitest';
import type { HttpSeen } from '../../src/model/attempt.ts';
import type { FakeServer } from './support/fake-server.ts';
import { asking, look, whyNot } from './support/observe.ts';

const suites = { 0x0304: ['TLS_AES_128_GCM_SHA256'] };
const overTls = async (response: Partial<HttpSeen>, asked = asking()) =>
  (await look({ suites, refuses: 70, response }, asked)).http?.responses;

describe('responses', () => {
  it('an open exporter', async () =>
    expect(await overTls({})).toEqual([
      { path: '/metrics', over: 'tls', status: 200, scheme: '', metrics: true, location: '', contentType: 'text/plain; version=0.0.4' },
    ]));
  it('one that wants a password', async () => {
    const headers = { 'www-authenticate': 'Basic realm="exporter"' };
    expect(await overTls({ status: 401, headers, exposition: false })).toMatchObject([{ status: 401, scheme: 'Basic', metrics: false }]);
  });
  it('a redirect, which is not followed', async () => {
    const headers = { location: 'https://elsewhere.test/metrics\u001b[2J' };
    const { http, made } = await look({ suites, refuses: 70, response: { status: 302, headers } });
    expect(http?.responses).toMatchObject([{ status: 302, location: 'https://elsewhere.test/metrics\ufffd[2J', metrics: false }]);
    expect(made).toHaveLength(4);
  });
  it('a redirect tells no credentials', async () => {
    const headers = { location: 'https://bob:hunter2@login.test/?access_token=abc&next=1' };
    expect(await overTls({ status: 302, headers })).toMatchObject([{ location: 'https://login.test/?access_token=…&next=1' }]);
  });
  it('a page that claims to be metrics is none', async () =>
    expect(await overTls({ exposition: false })).toMatchObject([{ status: 200, metrics: false }]));
  it('metrics served with a status other than 200 are none', async () =>
    expect(await overTls({ status: 503 })).toMatchObject([{ metrics: false }]));
  it('too little of a body leaves it open', async () =>
    expect(await overTls({ bytes: 4, exposition: null, truncated: true })).toMatchObject([
      { metrics: { unknown: 'too little of the body was read' } },
    ]));
  it('every path asked, over everything that answers', async () => {
    const server: FakeServer = { suites, refuses: 70, answersWithoutTls: {} };
    const { http } = await look(server, asking({ paths: ['/metrics', '/probe'] }));
    expect(http?.responses.map(({ path, over }) => `${over} ${path}`)).toEqual([
      'tls /metrics',
      'plaintext /metrics',
      'tls /probe',
      'plaintext /probe',
    ]);
  });
  it('of a client that is refused for want of a certificate are unknown, and cost no further connections', async () => {
    const { http, made } = await look({ suites, refuses: 70, clientCertificate: 'alert' }, asking({ paths: ['/metrics', '/probe'] }));
    const reason = 'refused without a client certificate: alert 116 certificate_required';
    expect(http?.responses).toMatchObject([{ status: { unknown: reason } }, { path: '/probe', metrics: { unknown: reason } }]);
    expect(made).toHaveLength(4);
  });
  it('of a plaintext port that breaks off are unknown, with the reason', async () => {
    const broken = { spoke: 'http', http: null, failure: { kind: 'too-much', text: 'more than 16 KiB of headers' } } as const;
    const { http } = await look({ helloAnswer: 'http', answersWithoutTls: {}, answers: { plaintext: broken } });
    expect(http?.responses).toMatchObject([{ over: 'plaintext', status: { unknown: 'more than 16 KiB of headers' } }]);
  });
  it('are unknown as a whole where nothing is known of the port', async () => {
    const { facts } = await look({ helloAnswer: 'timeout', answersWithoutTls: 'timeout' });
    expect(whyNot(facts, 'http')).toContain('no answer within 5 s');
  });
});
