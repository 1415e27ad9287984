import { describe, expect, it } from 'vitest';
import { contentType } from '../../src/net/tls/constants.ts';
import { pgxAudit } from '../e2e/support/cli.ts';
import { startHostile } from '../support/hostile.ts';
import { attribute, dns, seq, subjectAltName, tlv } from '../x509/der.ts';
import { odd } from './support/odd-certificate.ts';
import { behindTls, head } from './support/replies.ts';
import { tls13Server } from './support/tls13-server.ts';

/** A title and a colour for the terminal, text that runs backwards, and a line of its own. */
const nasty = Buffer.from('a\u001b]0;owned\u0007\u001b[31mred\u202egnp.exe\u2066\r\n::error::b\u009b2J');
const invalid = Buffer.concat([Buffer.from([0xff, 0xc0, 0x80]), nasty]);

const named = (utf8: Buffer) =>
  odd({
    subject: seq(attribute('2.5.4.3', tlv(0x0c, utf8)), attribute('2.5.4.10', tlv(0x14, nasty))),
    issuer: seq(attribute('2.5.4.3', tlv(0x1e, Buffer.from('\u001b[2J', 'utf16le').swap16()))),
    extensions: [subjectAltName(dns(nasty.toString('latin1')), dns('ok.test'))],
  });

const fields = ['Location: https://x/\u001b[2J\u202e', 'Content-Type: \u009b31m', 'Server: \u0007'];
const response = Buffer.from(head('301 Moved \u001b[31m', ...fields, 'Content-Length: 0'), 'utf8');
const servers = {
  odd: behindTls(named(nasty), (socket) => void socket.end(response)),
  // OpenSSL does not serve it, nor read it.
  'not UTF-8': tls13Server({
    leaf: named(invalid),
    afterwards: (socket, seal) => void socket.end(seal(contentType.applicationData, response)),
  }),
} as const;

/** Control and format characters other than the end of a line; a lone byte that is no UTF-8 would be U+FFFD by now. */
// eslint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

describe("a server's words", () => {
  it.each(['table', 'json', 'sarif', 'junit'])('move no cursor and turn no text around in %s', async (format) => {
    const running = await Promise.all(Object.values(servers).map(startHostile));
    const targets = running.flatMap(({ port }) => ['--target', `127.0.0.1:${port}/metrics`]);
    const more = format === 'table' ? ['--verbose'] : [];
    const { stdout, stderr } = await pgxAudit(['scan', ...targets, '--depth', 'full', '--fail-on', 'never', '--format', format, ...more]);
    await Promise.all(running.map((server) => server.stop()));
    expect(stdout).toContain('127.0.0.1');
    for (const text of [stdout, stderr]) {
      expect(unprintable.exec(text)?.[0]).toBeUndefined();
      expect(text).not.toMatch(/^::error::/m);
    }
  });
});
