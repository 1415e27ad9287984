import { clean } from '../model/text.ts';
import type { ByteReader } from './byte-reader.ts';
import { garbage, type Ended } from './ended.ts';
import { classify } from './first-bytes.ts';
import { readResponse } from './http-response.ts';
import type { Exchange } from './seen.ts';

/** The end of a connection whose first bytes are of no protocol that is asked for. */
export const neither = async (input: ByteReader): Promise<Ended> =>
  garbage(`answers with "${clean((await input.peek(5)).toString('latin1'))}", which is neither TLS nor HTTP`);

/** Whether the answer to a ClientHello is TLS. An HTTP response is read and answers the question; anything else is garbage. */
export async function answeredInTls({ input, seen }: Pick<Exchange, 'input' | 'seen'>): Promise<boolean> {
  const spoke = await classify(input, seen);
  if (spoke === 'other') throw await neither(input);
  if (spoke === 'http') await readResponse(input, seen);
  return spoke === 'tls';
}
