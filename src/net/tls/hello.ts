import type { HelloSpec } from '../../model/attempt.ts';
import { send, type Exchange } from '../seen.ts';
import { answeredInTls } from '../not-tls.ts';
import { clientHello, helloRecord, newHelloState } from './client-hello.ts';
import { tls13 } from './constants.ts';
import { readPlaintextFlight, readServerHello } from './flight.ts';
import { MessageReader } from './messages.ts';
import { PlainRecords } from './records.ts';

/** A ClientHello without key shares; reads what the server sends in plaintext: of TLS 1.3 a HelloRetryRequest, of older versions the flight. */
export async function attemptHello(exchange: Exchange, hello: HelloSpec): Promise<void> {
  const { input, seen } = exchange;
  send(exchange, helloRecord(hello, clientHello(hello, newHelloState(hello))));
  if (!(await answeredInTls(exchange))) return;
  const messages = new MessageReader(new PlainRecords(input), seen);
  const { version } = await readServerHello(messages, hello, seen);
  if (version < tls13) await readPlaintextFlight(messages, seen, hello);
}
