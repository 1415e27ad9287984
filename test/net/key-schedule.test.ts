import { describe, expect, it } from 'vitest';
import { expandLabel, KeySchedule } from '../../src/net/tls13/key-schedule.ts';
import { generateKeyShare, computable } from '../../src/net/tls13/key-share.ts';
import { suites } from '../../src/net/tls13/suites.ts';

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

describe('the key schedule', () => {
  it("gives the secrets of RFC 8448's simple 1-RTT handshake", () => {
    const suite = suites.get(0x1301);
    if (!suite) throw new Error('no suite');
    const schedule = new KeySchedule(suite, bytes('8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d'));
    const secrets = schedule.handshake(bytes('860c06edc07858ee8e78f0e7428c58edd6b43f2ca3e6e95f02ed063cf0e1cad8'));
    expect(secrets.client.toString('hex')).toBe('b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21');
    expect(secrets.server.toString('hex')).toBe('b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38');
    expect(expandLabel(suite, secrets.server, 'key', undefined, 16).toString('hex')).toBe('3fce516009c21727d0f2e4e86ee403bc');
    expect(expandLabel(suite, secrets.server, 'iv', undefined, 12).toString('hex')).toBe('5d313eb2671276ee13000b30');
  });

  it.each([...computable])('agrees on a secret of group %i', (group) => {
    const [ours, theirs] = [generateKeyShare(group), generateKeyShare(group)];
    expect(ours.agree(theirs.entry.subarray(4))).toEqual(theirs.agree(ours.entry.subarray(4)));
    expect(() => ours.agree(Buffer.alloc(theirs.entry.length - 4))).toThrow('key share is not valid');
    expect(() => ours.agree(Buffer.alloc(3))).toThrow('key share is not valid');
  });
});
