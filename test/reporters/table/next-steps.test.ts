import { describe, expect, it } from 'vitest';
import { nextStepsFor, optionsFor } from '../../../src/reporters/table/next-steps.ts';

const running = 'is it running, and does it listen on this address?';
const firewall = 'does a NetworkPolicy or firewall keep this host out?';

describe('what to look at next', () => {
  it.each([
    ['connection refused', [running]],
    ['ClientHello: no answer within 5 s', [firewall]],
    ['no complete answer within 5 s', [firewall]],
    ['no answer to the connection attempt within 5 s', [firewall]],
    ['alert 112 unrecognized_name', ['which name does it have? --server-name sends it where no scrape gives one']],
    ['not probed: 127.0.0.1 is a loopback address', ['--allow-cidr dials it']],
    ['not probed: fe80::1 is a link-local address', ['--allow-cidr dials it']],
  ])('after "%s" is told', (reason, steps) => {
    expect(nextStepsFor([reason])).toEqual(steps);
  });

  it.each([
    'not probed: 169.254.169.254 is a cloud metadata address',
    'not probed: metrics is not an IP address',
    'not probed: slice connection refused names no pod',
    'connection closed without an answer',
    'the server refuses this name: alert 112 unrecognized_name', // and serves another, or none
  ])('after "%s" is nothing', (reason) => {
    expect(nextStepsFor([reason])).toEqual([]);
  });

  it.each([
    ['CA not readable (secrets/get db/pgx-tls)', ['--read-secrets reads it']],
    ['no handshake was made with the client certificate of the scrape (Secret db/client key tls.crt)', ['--use-scrape-certs makes it']],
    ['only / was requested: a scrape of this exporter is costly', []],
  ])('names the option that "%s" lacks', (reason, steps) => {
    expect(optionsFor([reason])).toEqual(steps);
    expect(nextStepsFor([reason])).toEqual([]); // which was given, where a Secret could not be read all the same
  });

  it('is told once for several reasons', () => {
    expect(nextStepsFor(['no answer within 5 s', 'GET without TLS: no answer within 5 s', 'connection refused'])).toEqual([
      running,
      firewall,
    ]);
  });
});
