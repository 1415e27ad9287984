import type { ByteReader } from './byte-reader.ts';
import type { Seen } from './seen.ts';

const looksLikeTls = (first: Buffer): boolean => {
  const [type = 0, major, minor = 9] = first;
  return type >= 20 && type <= 23 && major === 3 && minor <= 4 && first.readUInt16BE(3) <= 16384 + 2048;
};

/** What a server speaks, by the first five bytes that it sends: a TLS record's header, or "HTTP/". */
export async function classify(input: ByteReader, seen: Seen): Promise<Seen['spoke']> {
  const first = await input.peek(5);
  seen.spoke = looksLikeTls(first) ? 'tls' : first.toString('latin1') === 'HTTP/' ? 'http' : 'other';
  return seen.spoke;
}
