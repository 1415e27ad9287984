import type { HelloSpec, HttpRequest } from '../../model/attempt.ts';
import { getRequest } from '../http-request.ts';
import { readResponse } from '../http-response.ts';
import { answeredInTls } from '../not-tls.ts';
import { send, type Exchange } from '../seen.ts';
import { contentType, handshakeType, tls13 } from '../tls/constants.ts';
import { readPlaintextFlight } from '../tls/flight.ts';
import { handshake, MessageReader } from '../tls/messages.ts';
import { ApplicationData } from './application.ts';
import { KeySchedule, verifyData } from './key-schedule.ts';
import { begin, changeCipherSpec, negotiate, sharedSecret, suiteOf, type Negotiation, type RawServerHello } from './negotiation.ts';
import { ProtectedRecords, Sealer } from './protection.ts';
import { readEncryptedFlight } from './server-flight.ts';

const emptyCertificate = handshake(handshakeType.certificate, Buffer.alloc(4)); // RFC 8446 section 4.4.2

/** From the ServerHello to the server's Finished and our own; gives the protected application data. The request goes out with our Finished. */
async function finish(negotiation: Negotiation, hello: RawServerHello, request: Buffer): Promise<ApplicationData> {
  const { exchange, transcript, messages, records } = negotiation;
  const { seen } = exchange;
  const suite = suiteOf(hello);
  const schedule = new KeySchedule(suite, sharedSecret(negotiation, hello));
  messages.atBoundary();
  transcript.add(hello.raw);
  const secrets = schedule.handshake(transcript.hash(suite));
  const protectedMessages = new MessageReader(new ProtectedRecords(records, suite, secrets.server), seen);
  await readEncryptedFlight(protectedMessages, seen, { suite, serverSecret: secrets.server, transcript });

  const application = schedule.application(transcript.hash(suite));
  const certificate = seen.certificateRequest ? emptyCertificate : Buffer.alloc(0);
  transcript.add(certificate);
  const finished = handshake(handshakeType.finished, verifyData(suite, secrets.client, transcript.hash(suite)));
  const ours = new Sealer(suite, secrets.client).seal(contentType.handshake, Buffer.concat([certificate, finished]));
  const get = new Sealer(suite, application.client).seal(contentType.applicationData, request);
  send(exchange, Buffer.concat([negotiation.retried ? Buffer.alloc(0) : changeCipherSpec, ours, get]));
  seen.handshakeComplete = true;
  return new ApplicationData(new ProtectedRecords(records, suite, application.server), seen);
}

/**
 * A TLS 1.3 handshake without client certificate, then one GET on it. A server that chooses TLS 1.2 or less is read as far as its plaintext
 * flight goes. A refusal may come in the handshake, after it as an alert, a close or a reset, or as an HTTP status: all of it is in `seen`.
 */
export async function attemptTls13(exchange: Exchange, hello: HelloSpec, request: HttpRequest): Promise<void> {
  const negotiation = begin(exchange, hello);
  if (!(await answeredInTls(exchange))) return;
  const serverHello = await negotiate(negotiation);
  if (serverHello.version < tls13) return readPlaintextFlight(negotiation.messages, exchange.seen);
  const data = await finish(negotiation, serverHello, getRequest(request.path, exchange));
  await readResponse(data, exchange.seen);
}
