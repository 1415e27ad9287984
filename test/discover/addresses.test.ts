import { describe, expect, it } from 'vitest';
import { discoverAddresses } from '../../src/discover/index.ts';

const one = (target: string, serverName = '') => discoverAddresses({ targets: [target], serverName })[0];

describe('discoverAddresses', () => {
  it('makes an endpoint that stands for itself', () => {
    expect(one('10.0.0.7:9187/metrics')).toMatchObject({
      id: 'address/10.0.0.7:9187',
      owner: { kind: 'address', namespace: '', name: '10.0.0.7:9187' },
      port: 9187,
      path: '/metrics',
      serverNames: [''],
      targets: [
        {
          id: 'address/10.0.0.7:9187@10.0.0.7:9187',
          address: { host: '10.0.0.7', port: 9187 },
          pod: null,
          proof: { proven: true, by: '--target' },
        },
      ],
    });
  });

  it.each([
    ['db.example:9187', 'address/db.example:9187', 'db.example', 'db.example'],
    ['DB.Example:9187', 'address/db.example:9187', 'db.example', 'db.example'],
    ['[2001:DB8::1]:9100/x?y=1', 'address/[2001:db8::1]:9100', '2001:db8::1', ''],
    ['127.0.0.1:1', 'address/127.0.0.1:1', '127.0.0.1', ''],
    ['my_host:80', 'address/my_host:80', 'my_host', 'my_host'],
  ])('reads %s', (text, id, host, serverName) => {
    expect(one(text)).toMatchObject({ id, targets: [{ address: { host } }], serverNames: [serverName] });
    expect(one(text, 'other.test')?.serverNames).toEqual(['other.test']);
  });

  it('says nothing of a path that was not named, and takes an address once', () => {
    expect(one('a:1')).not.toHaveProperty('path');
    expect(discoverAddresses({ targets: ['a:1', 'A:1', 'a:2'], serverName: '' })).toHaveLength(2);
  });

  it.each([
    '',
    'a',
    'a:',
    ':9100',
    'a:0',
    'a:65536',
    'a:b',
    'a:1x',
    '1.2.3:80',
    '256.1.1.1:80',
    '::1:9100',
    '[::1]',
    '[1.2.3.4]:80',
    '[::1%eth0]:80',
    'a b:1',
    'a:1/x y',
    'a:1/\u0007',
    '-a:1',
    'a..b:1',
    'https://a:1/metrics',
    '\u001b[2J:1',
  ])('refuses %j with an example', (text) => {
    expect(() => one(text)).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.not.stringMatching(/[\u0000-\u001f]/),
        hint: expect.not.stringMatching(/^$/),
      }),
    );
  });

  it('refuses two paths of one address', () => {
    expect(() => discoverAddresses({ targets: ['a:1/x', 'a:1/y'], serverName: '' })).toThrow('the same address is named with another path');
  });
});
