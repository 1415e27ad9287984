import { Writable } from 'node:stream';
import { ByteReader } from '../../src/net/byte-reader.ts';
import { Ended, ended } from '../../src/net/ended.ts';
import { readResponse } from '../../src/net/http-response.ts';
import { attemptHttp } from '../../src/net/plaintext.ts';
import { nothingSeen, type Exchange, type Seen } from '../../src/net/seen.ts';
import { attemptSslv2 } from '../../src/net/sslv2.ts';
import { contentType } from '../../src/net/tls/constants.ts';
import { readPlaintextFlight, readServerHello } from '../../src/net/tls/flight.ts';
import { attemptHello } from '../../src/net/tls/hello.ts';
import { MessageReader } from '../../src/net/tls/messages.ts';
import { PlainRecords, record } from '../../src/net/tls/records.ts';
import { readRecorded } from '../../src/net/tls12/recorded.ts';
import { ApplicationData } from '../../src/net/tls13/application.ts';
import { attemptTls13 } from '../../src/net/tls13/client.ts';
import { ProtectedRecords, Sealer } from '../../src/net/tls13/protection.ts';
import { readEncryptedFlight } from '../../src/net/tls13/server-flight.ts';
import { suites, type Suite } from '../../src/net/tls13/suites.ts';
import { Transcript } from '../../src/net/tls13/transcript.ts';
import { cipherSuites } from '../../src/model/registry.ts';
import { isUnknown } from '../../src/model/fact.ts';
import { chainOf } from '../../src/probes/served-chain.ts';
import { parseCertificate, parsePemCertificates, verifyChain } from '../../src/x509/index.ts';
import { readDer } from '../../src/x509/der.ts';
import type { Corpus } from './corpus.ts';
import { inSomeRecords, mutateDer, mutateMessages } from './framed.ts';
import { mutate } from './mutate.ts';
import type { Random } from './random.ts';
import { serverHello } from '../probes/support/fake-server.ts';

/** One reader under test: how its inputs are made, and what it does with one. Whatever `read` throws is a defect. */
export interface FuzzTarget {
  readonly name: string;
  readonly weight: number; // how often it is taken, beside the others
  readonly make: (corpus: Corpus, random: Random) => Buffer;
  readonly read: (input: Buffer) => Promise<void> | void;
}

const spec = { versions: [0x0304, 0x0303, 0x0302, 0x0301], suites: cipherSuites.map(({ id }) => id), serverName: '' };
const suite = suites.get(0x1301) as Suite;
const secret = Buffer.alloc(32, 5);

/** `Ended` is how a reader gives up; of anything else it is the defect. */
async function ending(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
  }
}

/** What is read of a certificate may fail, with an error that was meant: a plain Error with a short reason. */
function meant(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Error) || error.constructor !== Error || error.message.length > 500) throw error;
  }
}

/** A connection on which all has come already, and is closed. */
function exchange(input: Buffer): Exchange {
  const reader = new ByteReader();
  for (let at = 0; at < input.length; at += 16_384) reader.push(input.subarray(at, at + 16_384));
  reader.end(ended('closed', 'connection closed'));
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const exporter = { host: 'localhost', userAgent: 'fuzz', elapsed: () => 0, kept: { session: null } };
  return { output, input: reader, seen: nothingSeen('fuzz'), ...exporter };
}

const after = (version: number): Seen => ({
  ...nothingSeen('fuzz'),
  serverHello: serverHello({ version, suite: 0x1301 }),
});

const plainMessages = (input: Buffer, seen: Seen): MessageReader => new MessageReader(new PlainRecords(exchange(input).input), seen);

/** Handshake messages in records: half of the changes keep all lengths right, half do not. */
function flightOf(flights: readonly (readonly Buffer[])[], random: Random): Buffer {
  const messages = random.pick(flights);
  if (random.below(2) === 0) return inSomeRecords(Buffer.concat(mutateMessages(messages, random)), random);
  return mutate(inSomeRecords(Buffer.concat(messages), random), inSomeRecords(Buffer.concat(random.pick(flights)), random), random);
}

const mutated = (items: readonly Buffer[], random: Random): Buffer =>
  random.below(20) === 0 ? random.bytes(random.below(400)) : mutate(random.pick(items), random.pick(items), random);

const der = ({ certificates }: Corpus, random: Random): Buffer =>
  random.below(4) === 0 ? mutated(certificates, random) : mutateDer(random.pick(certificates), random);

/** Records of TLS 1.3 that are sealed as they should be, whatever is in them. */
function sealed(input: Buffer): Buffer {
  const sealer = new Sealer(suite, secret);
  const types = [contentType.applicationData, contentType.handshake, contentType.alert];
  const parts: Buffer[] = [];
  for (let at = 0, size = 0; at < input.length && parts.length < 200; at += size) {
    size = 2 + ((input[at] ?? 0) % 90);
    parts.push(sealer.seal(types[(input[at] ?? 0) % 3] ?? contentType.alert, input.subarray(at + 1, at + size)));
  }
  return Buffer.concat(parts);
}

const net: readonly FuzzTarget[] = [
  {
    name: 'records',
    weight: 12,
    make: ({ recordings }, random) => mutated(recordings, random),
    read: (input) =>
      ending(async () => {
        const records = new PlainRecords(exchange(input).input);
        for (;;) await records.next();
      }),
  },
  {
    name: 'flight',
    weight: 16,
    make: ({ flights, retries }, random) => flightOf([...flights, ...retries], random),
    read: (input) =>
      ending(async () => {
        const seen = nothingSeen('fuzz');
        const messages = plainMessages(input, seen);
        await readServerHello(messages, spec, seen);
        await readPlaintextFlight(messages, seen);
      }),
  },
  {
    name: 'flight of TLS 1.3',
    weight: 12,
    make: ({ encrypted }, random) => flightOf(encrypted, random),
    read: (input) =>
      ending(() => {
        const seen = after(0x0304);
        return readEncryptedFlight(plainMessages(input, seen), seen, { suite, serverSecret: secret, transcript: new Transcript() });
      }),
  },
  {
    name: 'ClientHello',
    weight: 8,
    make: ({ recordings }, random) => mutated(recordings, random),
    read: (input) => ending(() => attemptHello(exchange(input), spec)),
  },
  {
    name: 'handshake of TLS 1.3',
    weight: 2,
    make: ({ retries }, random) => flightOf(retries, random),
    read: (input) => ending(() => attemptTls13(exchange(input), { name: 'fuzz', kind: 'tls13', hello: spec, request: { path: '/' } })),
  },
  {
    name: 'recorded handshake',
    weight: 6,
    make: ({ recordings }, random) => mutated(recordings, random),
    read: async (input) => {
      await readRecorded({ bytes: input, secret: null }, nothingSeen('fuzz'));
      await readRecorded({ bytes: input, secret }, nothingSeen('fuzz'));
    },
  },
  {
    name: 'application data of TLS 1.3',
    weight: 3,
    make: ({ responses, encrypted }, random) => mutated([...responses, ...encrypted.flat()], random),
    read: (input) =>
      ending(async () => {
        const records = new ProtectedRecords(new PlainRecords(exchange(sealed(input)).input), suite, secret);
        await readResponse(new ApplicationData(records, after(0x0304)), nothingSeen('fuzz'));
      }),
  },
  {
    name: 'protected records',
    weight: 3,
    make: ({ responses }, random) => mutate(sealed(random.pick(responses)), record(contentType.alert, Buffer.from([2, 40])), random),
    read: (input) =>
      ending(async () => {
        const records = new ProtectedRecords(new PlainRecords(exchange(input).input), suite, secret);
        for (;;) await records.next();
      }),
  },
  {
    name: 'SSLv2',
    weight: 4,
    make: ({ sslv2, recordings }, random) => mutated(random.below(4) === 0 ? recordings : sslv2, random),
    read: (input) => ending(() => attemptSslv2(exchange(input))),
  },
  {
    name: 'HTTP',
    weight: 14,
    make: ({ responses }, random) => mutated(responses, random),
    read: (input) => ending(() => attemptHttp(exchange(input), { path: '/' })),
  },
];

const now = new Date(Date.UTC(2026, 0, 1));

const pemOf = (each: Buffer): Buffer => Buffer.from(`-----BEGIN CERTIFICATE-----\n${each.toString('base64')}\n-----END CERTIFICATE-----\n`);

const x509: readonly FuzzTarget[] = [
  { name: 'DER', weight: 8, make: der, read: (input) => meant(() => readDer(input.toString('latin1'))) },
  { name: 'certificate', weight: 8, make: der, read: (input) => meant(() => parseCertificate(input)) },
  {
    name: 'chain',
    weight: 2,
    make: (corpus, random) => Buffer.concat([Buffer.from([random.below(256)]), der(corpus, random)]),
    read: (input) => {
      const chain = [input.subarray(1), ...rest.slice(0, (input[0] ?? 0) % 4)];
      const outcome = verifyChain({ chain, roots: [input.subarray(1), ...rest], now });
      if (outcome.ok === false && outcome.error === '') throw new Error('a refusal without a word');
      const { leaf, path } = chainOf(chain);
      if (isUnknown(leaf) !== (path.length === 0)) throw new Error('a path without a leaf');
    },
  },
  {
    name: 'PEM',
    weight: 2,
    make: ({ certificates }, random) => mutated(certificates.map(pemOf), random),
    read: (input) => meant(() => parsePemCertificates(input.toString('latin1'))),
  },
];

/** Whole certificates, beside which those of the inputs stand. */
let rest: readonly Buffer[] = [];
export const useCertificates = ({ certificates }: Corpus): void => {
  rest = certificates.slice(0, 4);
};

export const targets: readonly FuzzTarget[] = [...net, ...x509];
