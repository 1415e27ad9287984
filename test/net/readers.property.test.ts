import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../src/net/byte-reader.ts';
import { Ended, ended } from '../../src/net/ended.ts';
import { readResponse } from '../../src/net/http-response.ts';
import { nothingSeen, type Seen } from '../../src/net/seen.ts';
import { readPlaintextFlight, readServerHello } from '../../src/net/tls/flight.ts';
import { MessageReader } from '../../src/net/tls/messages.ts';
import { PlainRecords, record } from '../../src/net/tls/records.ts';
import { flight, inRecords } from './flights.ts';
import { leaf, okResponse, only12 } from './support.ts';

/** What a reading of these bytes gives, in the portions they come in. Only `Ended` may be thrown. */
async function reading(portions: readonly Uint8Array[], read: (input: ByteReader, seen: Seen) => Promise<void>): Promise<Seen> {
  const input = new ByteReader();
  const seen = nothingSeen('test');
  for (const portion of portions) input.push(Buffer.from(portion));
  input.end(ended('closed', 'connection closed'));
  try {
    await read(input, seen);
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    seen.failure = error.failure;
  }
  return seen;
}

const readTls = async (input: ByteReader, seen: Seen): Promise<void> => {
  const messages = new MessageReader(new PlainRecords(input), seen);
  await readServerHello(messages, only12, seen);
  await readPlaintextFlight(messages, seen, only12);
};

/** There is a result, or a reason why there is none. */
const settled = (seen: Seen): boolean => seen.failure !== null || seen.alert !== null || seen.flightComplete || seen.http !== null;

const cut = (bytes: Buffer, at: readonly number[]): Buffer[] => {
  const places = [0, ...at.map((place) => place % bytes.length).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
};
const places = fc.array(fc.nat(), { maxLength: 12 });

describe('whatever a server sends', () => {
  const portions = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 });
  const records = fc.array(
    fc
      .tuple(fc.constantFrom(20, 21, 22, 23), fc.uint8Array({ maxLength: 120 }))
      .map(([type, fragment]) => record(type, Buffer.from(fragment))),
    { maxLength: 12 },
  );

  it('the TLS reader ends with a result or a reason', async () => {
    const everything = fc.assert(
      fc.asyncProperty(fc.oneof(portions, records), async (sent) => settled(await reading(sent, readTls))),
      { numRuns: 300 },
    );
    await expect(everything).resolves.toBeUndefined();
  });

  it('the TLS reader survives a flight with changed bytes', async () => {
    const whole = inRecords(flight(leaf.der), 700);
    const everything = fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 5 }), async (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        return settled(await reading([bytes], readTls));
      }),
      { numRuns: 300 },
    );
    await expect(everything).resolves.toBeUndefined();
  });

  it('the HTTP reader ends with a result or a reason', async () => {
    const pieces = fc.array(
      fc.constantFrom('HTTP/1.1 200 OK', '\r\n', '\n', 'a: b', 'Transfer-Encoding: chunked', '5', 'ffffffffffff', '0', 'x'),
      {
        maxLength: 30,
      },
    );
    const texts = pieces.map((list) => list.map((piece) => Buffer.from(piece)));
    const everything = fc.assert(
      fc.asyncProperty(fc.oneof(portions, texts), async (sent) => settled(await reading(sent, readResponse))),
      { numRuns: 300 },
    );
    await expect(everything).resolves.toBeUndefined();
  });
});

describe('how the bytes arrive makes no difference', () => {
  it('to a flight', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 900 }), places, async (size, at) => {
        const seen = await reading(cut(inRecords(flight(leaf.der), size), at), readTls);
        expect(seen).toMatchObject({ flightComplete: true, failure: null });
        expect(seen.certificates).toEqual([Buffer.from(leaf.der)]);
      }),
      { numRuns: 60 },
    );
  });

  it('to a response', async () => {
    const chunked =
      'HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;ext=1\r\nup \r\n2\r\n1\n\r\n0\r\n\r\n';
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(okResponse, chunked), places, async (text, at) => {
        const seen = await reading(cut(Buffer.from(text), at), readResponse);
        expect(seen).toMatchObject({ failure: null, http: { status: 200, truncated: false, bytes: 5, exposition: true } });
      }),
    );
  });
});
