import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cipherSuites } from '../../src/model/registry.ts';
import { clientHello, helloRecord, newHelloState } from '../../src/net/tls/client-hello.ts';
import { parseExtensions } from '../../src/net/tls/server-hello.ts';
import { Cursor } from '../../src/net/tls/wire.ts';
import { both, only12, only13, ssl30, tls10, tls12, tls13, upTo11 } from './support.ts';
import type { HelloSpec } from '../../src/model/attempt.ts';

interface Parsed {
  readonly version: number;
  readonly sessionId: Buffer;
  readonly suites: readonly number[];
  readonly extensions: ReadonlyMap<number, Buffer>;
}

const uint16s = (bytes: Buffer): number[] => Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readUInt16BE(index * 2));

function parse(message: Buffer): Parsed {
  const cursor = new Cursor(message.subarray(4));
  const version = cursor.uint(2);
  cursor.take(32);
  const sessionId = cursor.vector(1);
  const suites = uint16s(cursor.vector(2));
  cursor.vector(1);
  const extensions = parseExtensions(cursor);
  expect(cursor.left).toBe(0);
  return { version, sessionId, suites, extensions };
}

const helloOf = (spec: HelloSpec): Buffer => clientHello(spec, newHelloState(spec));
const groupsOf = (spec: HelloSpec): number[] => uint16s(new Cursor(parse(helloOf(spec)).extensions.get(10) ?? Buffer.alloc(2)).vector(2));

describe('the ClientHello', () => {
  it('offers TLS 1.3 without a key share, and every group', () => {
    const { version, sessionId, suites, extensions } = parse(helloOf(only13));
    expect(version).toBe(tls12);
    expect(sessionId).toHaveLength(32);
    expect(suites).toEqual(only13.suites);
    expect(extensions.get(43)).toEqual(Buffer.from('020304', 'hex'));
    expect(extensions.get(51)).toEqual(Buffer.from('0000', 'hex'));
    expect(extensions.get(45)).toEqual(Buffer.from('0101', 'hex'));
    expect(groupsOf(only13)).toEqual(expect.arrayContaining([29, 23, 24, 25, 30, 0x11ec, 0x11eb, 0x11ed, 0x0202, 256, 257, 258, 259, 260]));
  });

  it('offers TLS 1.2 with all its curves and no finite-field group', () => {
    const { version, sessionId, extensions } = parse(helloOf(only12));
    expect([version, sessionId.length]).toEqual([tls12, 0]);
    expect([...extensions.keys()]).toEqual(expect.arrayContaining([10, 11, 13, 16, 23, 0xff01]));
    expect(extensions.has(43)).toBe(false);
    expect(groupsOf(only12)).toEqual(expect.arrayContaining([29, 23, 24, 25, 22, 26]));
    expect([...groupsOf(only12), ...groupsOf(both)].filter((id) => id >= 256 && id <= 511)).toEqual([]);
  });

  it('takes tickets, unless told otherwise', () => {
    expect(parse(helloOf(only12)).extensions.has(35)).toBe(true);
    expect(parse(helloOf({ ...only12, tickets: false })).extensions.has(35)).toBe(false);
  });

  it('names no signature algorithms below TLS 1.2, and no extension in SSLv3', () => {
    expect(parse(helloOf(upTo11)).extensions.has(13)).toBe(false);
    const old = { ...upTo11, versions: [ssl30], suites: [0x000a, 0x0005] };
    expect(parse(helloOf(old))).toMatchObject({ version: ssl30, suites: [0x000a, 0x0005, 0x00ff], extensions: new Map() });
    expect(helloRecord(old, helloOf(old)).readUInt16BE(1)).toBe(ssl30);
    expect(helloRecord(both, helloOf(both)).readUInt16BE(1)).toBe(tls10);
  });

  it('is well-formed and avoids the lengths that servers trip over, whatever is offered', () => {
    const versions = fc.constantFrom([tls13], [tls13, tls12], [tls12], [0x0302], [0x0302, tls10, ssl30], [tls10]);
    const suites = fc.subarray(
      cipherSuites.map((row) => row.id),
      { minLength: 1 },
    );
    const serverName = fc.oneof(fc.constant(''), fc.domain(), fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(fc.record({ versions, suites, serverName }), (spec) => {
        const message = helloOf(spec);
        const { extensions } = parse(message);
        expect(message.length >= 256 && message.length < 512).toBe(false);
        expect([10, 14]).not.toContain(message.length % 256);
        expect([10, 14]).not.toContain((message.length - 4) % 256);
        expect([...extensions.values()].at(-1)?.length).toBeGreaterThan(0);
        expect(extensions.has(0)).toBe(/[a-z]/i.test(spec.serverName) && !spec.serverName.includes(':'));
      }),
    );
  });
});
