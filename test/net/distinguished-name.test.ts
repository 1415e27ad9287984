import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distinguishedName } from '../../src/net/tls/distinguished-name.ts';
import { uint } from '../../src/net/tls/wire.ts';
import { hostileStrings } from '../support/hostile-strings.ts';

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length = body.length < 0x80 ? uint(body.length, 1) : Buffer.concat([Buffer.from([0x82]), uint(body.length, 2)]);
  return Buffer.concat([uint(tag, 1), length, body]);
}
const types: Readonly<Record<string, string>> = { C: '550406', O: '55040a', OU: '55040b', CN: '550403', serialNumber: '550405' };
const attribute = ([type, value]: readonly [string, string]): Buffer =>
  der(0x30, der(0x06, Buffer.from(types[type] ?? type, 'hex')), der(0x0c, Buffer.from(value)));

/** A Name of so many relative names of one attribute each. */
const nameOf = (...attributes: readonly (readonly [string, string])[]): Buffer =>
  der(0x30, ...attributes.map((each) => der(0x31, attribute(each))));
const textOf = (...attributes: readonly (readonly [string, string])[]): string => distinguishedName(nameOf(...attributes));

describe('a distinguished name', () => {
  it('is written as RFC 4514 wants it: the last relative name first, with short names', () => {
    expect(textOf(['C', 'DE'], ['O', 'Acme, Inc.'], ['OU', '"Ops" + more'], ['CN', 'client root'])).toBe(
      'CN=client root,OU=\\"Ops\\" \\+ more,O=Acme\\, Inc.,C=DE',
    );
    expect(textOf(['CN', ' # '])).toBe('CN=\\ #\\ ');
    expect(textOf(['2a03040587ffffff7f', 'x'], ['serialNumber', '4711'])).toBe('serialNumber=4711,1.2.3.4.5.2147483647=x');
  });

  it('has letters of every kind of string', () => {
    expect(distinguishedName(Buffer.from('300f310d300b06035504031e0400470072', 'hex'))).toBe('CN=Gr');
    expect(distinguishedName(Buffer.from('300d310b30090603550403140247fc', 'hex'))).toBe('CN=Gü');
  });

  it('is clean and bounded, whatever stands in it', () => {
    for (const hostile of Object.values(hostileStrings)) expect(textOf(['CN', hostile])).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(textOf(['CN', 'x'.repeat(10_000)]).length).toBeLessThanOrEqual(500);
    expect(textOf(...Array.from({ length: 500 }, () => ['CN', 'x'] as const)).length).toBeLessThanOrEqual(500);
  });

  it.each([
    ['nothing', ''],
    ['no sequence', '0403550403'],
    ['a length beyond its end', '3050310e'],
    ['a length of four octets', '308400000001310e'],
    ['an empty set', '30023100'],
    ['half an attribute', '3009310730050603550403'],
  ])('of %s is not readable', (_, hex) => {
    expect(distinguishedName(Buffer.from(hex, 'hex'))).toBe('(not readable)');
  });

  it('never ends otherwise, of whatever octets', () => {
    const name = nameOf(['C', 'DE'], ['CN', 'client root']);
    const changed = fc.array(fc.tuple(fc.nat(name.length - 1), fc.nat(255)), { maxLength: 4 }).map((changes) => {
      const octets = Buffer.from(name);
      for (const [at, value] of changes) octets[at] = value;
      return octets;
    });
    const any = fc.uint8Array({ maxLength: 80 }).map((octets) => Buffer.from(octets));
    const isText = fc.property(fc.oneof(changed, any), (octets) => typeof distinguishedName(octets) === 'string');
    expect(() => fc.assert(isText, { numRuns: 500 })).not.toThrow();
  });
});
