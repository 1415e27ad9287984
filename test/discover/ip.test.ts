import { isIPv4, isIPv6 } from 'node:net';
import { assert, ipV4, ipV6, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, parseCidr, parseIp } from '../../src/discover/ip.ts';
import { specialAddress } from '../../src/discover/special.ts';

const ip = (text: string) => parseIp(text) ?? { family: 4 as const, value: -1n };

describe('parseIp', () => {
  it.each([
    '',
    '1.2.3',
    '1.2.3.256',
    '01.2.3.4',
    '0x7f.1',
    '127.1',
    '1.2.3.4.5',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '::12345',
    'fe80::1%eth0',
    '::1.2.3',
    '1.2.3.4::',
    '[::1]',
    'localhost',
  ])('refuses %j', (text) => {
    expect(parseIp(text)).toBeNull();
  });

  it('agrees with Node on every address', () => {
    expect(() =>
      assert(
        property(
          oneof(ipV4(), ipV6(), string()),
          (text) => (parseIp(text) !== null) === (isIPv4(text) || (isIPv6(text) && !text.includes('%'))),
        ),
      ),
    ).not.toThrow();
  });

  it('reads an IPv4-mapped address as the IPv4 address it carries', () => {
    expect(parseIp('::ffff:127.0.0.1')).toEqual(parseIp('127.0.0.1'));
    expect(parseIp('::FFFF:7f00:1')).toEqual(parseIp('127.0.0.1'));
    expect(parseIp('2001:DB8::1')).toEqual(parseIp('2001:0db8:0:0:0:0:0:1'));
  });
});

describe('parseCidr', () => {
  it.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.3', '10.1.2.4', false],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['0.0.0.0/0', '::1', false],
    ['fd00::/8', 'fdff::1', true],
    ['fd00::/8', 'fe00::1', false],
    ['127.0.0.0/8', '::ffff:127.0.0.9', true],
    ['2001:db8::/127', '2001:db8::2', false],
  ])('%s contains %s: %s', (cidr, address, expected) => {
    expect(contains(parseCidr(cidr), ip(address))).toBe(expected);
  });

  it.each(['', '10.0.0.0/33', '10.0.0.0/', '10.0.0/8', '::/129', '10.0.0.0/-1', 'pods'])('refuses %j with an example', (text) => {
    expect(() => parseCidr(text)).toThrow(expect.objectContaining({ exitCode: 2, hint: expect.stringContaining('10.244.0.0/16') }));
  });
});

describe('specialAddress', () => {
  it.each([
    ['127.8.8.8', 'a loopback address'],
    ['::1', 'a loopback address'],
    ['::ffff:127.0.0.1', 'a loopback address'],
    ['64:ff9b::7f00:1', 'a loopback address'],
    ['169.254.169.254', 'a cloud metadata address'],
    ['fd00:ec2::254', 'a cloud metadata address'],
    ['::ffff:169.254.169.254', 'a cloud metadata address'],
    ['169.254.1.1', 'a link-local address'],
    ['fe80::1', 'a link-local address'],
    ['224.0.0.1', 'a multicast address'],
    ['ff02::1', 'a multicast address'],
    ['0.0.0.0', 'an unspecified address'],
    ['::', 'an unspecified address'],
    ['255.255.255.255', 'a reserved address'],
    ['10.244.0.5', ''],
    ['192.168.1.1', ''],
    ['fd00::5', ''],
    ['8.8.8.8', ''],
  ])('%s is %j', (address, expected) => {
    expect(specialAddress(ip(address))?.kind ?? '').toBe(expected);
  });
});
