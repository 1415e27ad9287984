import { describe, expect, it } from 'vitest';
import { couldNotLook, outOfMode, type Facts } from '../../../src/model/fact.ts';
import { seenLines } from '../../../src/reporters/table/seen-lines.ts';

const spent = couldNotLook('no connection is left');
const known = (group: string, value: unknown): Facts[number] => ({ group, basis: 'observed', known: value });
const textOf = (facts: Facts, label: string): string | undefined => seenLines(facts).find(([each]) => each === label)?.[1];

const tls = known('tls', {
  versions: [
    { name: 'TLSv1.3', id: 772, accepted: true },
    { name: 'TLSv1.2', id: 771, accepted: false },
  ],
  suites: [
    { version: 'TLSv1.3', accepted: true, codePoints: '0x1301', names: ['TLS_AES_128_GCM_SHA256'] },
    { version: 'TLSv1.3', accepted: spent, codePoints: '0x1302' },
  ],
  exhaustive: true,
  preference: [
    { version: 'TLSv1.3', by: 'server' },
    { version: 'TLSv1.2', by: 'server' },
  ],
});
const keyExchange = known('key_exchange', {
  groups: [
    { version: 'TLSv1.3', accepted: true, codePoints: '0x001d', names: ['x25519'] },
    { version: 'TLSv1.2', accepted: spent, codePoints: '0x001d' },
  ],
  finite_field: ['A', 'B', 'C'].map((suite) => ({ version: 'TLSv1.2', suite, bits: 1024, prime: 'RFC 2409 group 2' })),
  signatures: [],
});
const clientAuth = known('client_auth', {
  mode: 'required',
  authorities: ['CN=ca'],
  versions: [],
  presented: ['TLSv1.3', 'TLSv1.2'].flatMap((version) => [
    { certificate: 'client', version, accepted: true, refusal: '', status: 200 },
    { certificate: 'wrong', version, accepted: false, refusal: 'alert 42 bad_certificate', status: spent },
  ]),
});

const path = (name: string, open: boolean, status: number): unknown => ({ path: name, what: 'configuration', open, status });

describe('what was seen on the wire, in lines', () => {
  it('a list that was not asked to its end says that there may be more', () => {
    expect(textOf([tls], 'TLSv1.3 suites')).toBe('TLS_AES_128_GCM_SHA256, and perhaps more: ? (no connection is left)');
    expect(textOf([keyExchange], 'TLSv1.3 groups')).toBe('x25519');
    expect(textOf([keyExchange], 'TLSv1.2 groups')).toBe('? (no connection is left)');
  });

  it('what is the same for several versions or suites stands once', () => {
    expect(textOf([tls], 'order of suites')).toBe("the server's in TLSv1.3, TLSv1.2");
    expect(textOf([keyExchange], 'DH primes')).toBe('1024 bits (RFC 2409 group 2) in TLSv1.2');
  });

  it('a signature that nobody saw is no line', () => {
    expect(textOf([keyExchange], 'signed with')).toBeUndefined();
  });

  it('the certificates that were given are named as their options, with what became of them', () => {
    expect(textOf([clientAuth], 'client certificate')).toBe('needed and verified; it names CN=ca as issuer');
    expect(textOf([clientAuth], '--client-cert')).toBe('TLSv1.3, TLSv1.2 taken, HTTP 200');
    expect(textOf([clientAuth], '--wrong-client-cert')).toBe('TLSv1.3, TLSv1.2 refused: alert 42 bad_certificate');
  });

  it('questions about sessions stand by their answer, each reason once', () => {
    const session = known('session', {
      extended_master_secret: true,
      encrypt_then_mac: null,
      secure_renegotiation: spent,
      compression: false,
      session_ids: spent,
      session_tickets: true,
      ticket_lifetime: 7200,
      early_data: 0,
      alpn: [{ protocol: 'h2', accepted: true }],
      ocsp_stapling: false,
      scts: 0,
      fallback_scsv: null,
    });
    expect(seenLines([session])).toEqual([
      [
        'session',
        'yes: extended master secret, tickets; no: compression, OCSP stapling; not in these versions: encrypt-then-MAC, fallback SCSV; ' +
          '? (no connection is left): secure renegotiation, session ids',
      ],
      ['tickets live', '2 hours'],
      ['early data', 'no'],
      ['ALPN', 'yes: h2'],
    ]);
  });

  it('a page that answers with 200 is not what was asked for unless it is seen to be', () => {
    const surface = known('surface', {
      exporter: '',
      version: '',
      go_version: '',
      paths: [path('/a', true, 200), path('/b', false, 200), path('/c', false, 404)],
    });
    expect(seenLines([surface])).toEqual([
      ['build', 'not told by the metrics'],
      ['/a', 'open, HTTP 200'],
      ['/b', 'something else, HTTP 200'],
      ['/c', 'not open, HTTP 404'],
    ]);
  });

  it('who was asked with a certificate is not open to anyone', () => {
    const build = { exporter: 'node_exporter', version: '1.12.1', go_version: 'go1.26.8' };
    const surface = known('surface', { ...build, paths: [path('/a', true, 200), path('/c', false, 404)], with_client_certificate: true });
    expect(seenLines([surface])).toEqual([
      ['build', 'node_exporter 1.12.1 go1.26.8'],
      ['/a', 'open with --client-cert, HTTP 200'],
      ['/c', 'not open, HTTP 404'],
    ]);
    const times = { handshake_ms: 12, resumed_ms: 3, scrape_new_ms: 20, scrape_kept_ms: 5, per_day: null };
    expect(textOf([known('cost', { ...times, with_client_certificate: true })], 'handshake')).toBe(
      '12.0 ms, resumed 3.0 ms with --client-cert',
    );
  });

  it('what was asked in vain is told with its reason, what was not asked is not', () => {
    const refused = { group: 'cost', basis: 'observed', ...couldNotLook('refused without a client certificate') } as const;
    const notAsked = { group: 'surface', basis: 'observed', ...outOfMode('looked at with --http-surface only') } as const;
    expect(textOf([tls, refused, notAsked], 'cost')).toBe('? (refused without a client certificate)');
    expect(textOf([tls, refused, notAsked], 'HTTP surface')).toBeUndefined();
    expect(seenLines([refused, notAsked])).toEqual([]);
  });
});
