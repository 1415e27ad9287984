import { equal } from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { scanError } from '../../../src/model/errors.ts';
import { createCa, issue } from '../../support/pki.ts';
import { connectTo, echo, echoed, kubelet, opened } from './support.ts';

const ca = await createCa({ name: 'cluster CA' });
const serving = await issue(ca, { cn: 'api', dns: ['api.test'], ip: ['127.0.0.1'] });
const client = await issue(ca, { cn: 'auditor', eku: ['clientAuth'] });
const tls = { key: serving.keyPem, cert: serving.chainPem };

const open = (sockets: ReadonlySet<Socket>): number => [...sockets].filter((each) => !each.destroyed).length;
const noCredentials = () => Promise.reject(scanError('credential plugin aws: not found', 'install it'));

describe('the way to the API server', () => {
  it('is verified with the CA of the access, and shows its client certificate', async () => {
    let subject: unknown;
    const fake = await kubelet(
      (forward) => {
        subject = (forward.tcp as TLSSocket).getPeerCertificate().subject.CN;
        echo(forward);
      },
      { tls: { ...tls, ca: ca.certPem, requestCert: true, rejectUnauthorized: true } },
    );
    const currentTls = () => Promise.resolve({ ca: ca.certPem, cert: client.certPem, key: client.keyPem });
    expect(await echoed(opened(await connectTo(fake.url, { access: { currentTls } })))).toBe('hello');
    expect(subject).toBe('auditor');
  });

  it.each([
    ['an unknown CA', {}, /API server not reached: its certificate is .*not trusted by the kubeconfig/],
    ['another name', { ca: ca.certPem, servername: 'elsewhere.test' }, /API server not reached: its certificate is for another name/],
  ])('%s is not trusted', async (_, over, text) => {
    const fake = await kubelet(echo, { tls });
    const made = await connectTo(fake.url, { access: { currentTls: () => Promise.resolve(over) } });
    expect(made).toEqual({ refused: { kind: 'unreachable', text: expect.stringMatching(text) as string } });
    expect(fake.requests).toEqual([]);
  });

  it('that nobody listens on is no refusal of the pod', async () => {
    const fake = await kubelet(echo);
    await fake.close();
    expect(await connectTo(fake.url)).toEqual({
      refused: { kind: 'unreachable', text: 'port-forward: API server not reached: connection refused' },
    });
  });

  it('fails with the words of the credentials where there are none', async () => {
    const fake = await kubelet(echo);
    expect(await connectTo(fake.url, { access: { headers: noCredentials } })).toEqual({
      refused: { kind: 'unreachable', text: 'port-forward: credential plugin aws: not found' },
    });
    expect(fake.connections()).toBe(0);
  });

  describe('through a proxy', () => {
    const proxies: { server: Server; sockets: Set<Socket> }[] = [];
    afterEach(async () => {
      for (const { server, sockets } of proxies.splice(0)) {
        for (let wait = 0; wait < 100 && open(sockets) > 0; wait++) await sleep(5);
        equal(open(sockets), 0);
        server.close();
        await once(server, 'close');
      }
    });

    async function startProxy(allow: boolean): Promise<{ url: string; asked: string[] }> {
      const [asked, sockets, server]: [string[], Set<Socket>, Server] = [[], new Set(), createServer()];
      server.on('connect', (request, socket: Socket) => {
        asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
        if (!allow) return socket.end('HTTP/1.1 407 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        const [host = '', port] = (request.url ?? '').split(':');
        const onward = connect(Number(port), host, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
        for (const each of [socket, onward]) sockets.add(each.on('error', () => undefined));
        socket.pipe(onward).pipe(socket);
        socket.on('close', () => onward.destroy());
        onward.on('close', () => socket.destroy());
        return undefined;
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      proxies.push({ server, sockets });
      return { url: `http://me:pass%20word@127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
    }

    it('goes on in TLS with the server itself', async () => {
      const [fake, proxy] = [await kubelet(echo, { tls }), await startProxy(true)];
      const access = { proxy: proxy.url, currentTls: () => Promise.resolve({ ca: ca.certPem }) };
      expect(await echoed(opened(await connectTo(fake.url, { access })))).toBe('hello');
      expect(proxy.asked).toEqual([`${new URL(fake.url).host} Basic ${Buffer.from('me:pass word').toString('base64')}`]);
    });

    it('leaves nothing open where the server is not trusted', async () => {
      const [fake, proxy] = [await kubelet(echo, { tls }), await startProxy(true)];
      expect(await connectTo(fake.url, { access: { proxy: proxy.url } })).toMatchObject({ refused: { kind: 'unreachable' } });
    });

    it('tells why it is not let through', async () => {
      const [fake, proxy] = [await kubelet(echo), await startProxy(false)];
      const made = await connectTo(fake.url, { access: { proxy: proxy.url } });
      expect(made).toMatchObject({ refused: { kind: 'unreachable', text: expect.stringMatching(/proxy.*407/) as string } });
      expect(JSON.stringify(made)).not.toMatch(/pass/);
    });
  });
});
