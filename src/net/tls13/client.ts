import type { Attempt } from '../../model/attempt.ts';
import { patiently } from '../first-word.ts';
import { getRequest } from '../http-request.ts';
import { readResponse } from '../http-response.ts';
import { identityOf, type Identity } from '../key-pair.ts';
import { answeredInTls } from '../not-tls.ts';
import { schemeFor } from '../signature-schemes.ts';
import { send, type Exchange, type Seen } from '../seen.ts';
import { contentType, handshakeType, tls13 } from '../tls/constants.ts';
import { readPlaintextFlight } from '../tls/flight.ts';
import { handshake, MessageReader } from '../tls/messages.ts';
import { ApplicationData } from './application.ts';
import { certificateMessage, certificateVerify, emptyCertificate } from './client-certificate.ts';
import { KeySchedule, verifyData } from './key-schedule.ts';
import { begin, changeCipherSpec, negotiate, sharedSecret, suiteOf, type Negotiation, type RawServerHello } from './negotiation.ts';
import { ProtectedRecords, Sealer } from './protection.ts';
import { readEncryptedFlight } from './server-flight.ts';
import type { Suite } from './suites.ts';
import type { Transcript } from './transcript.ts';

interface Secured {
  readonly finish: Buffer; // our last flight, on the wire
  readonly data: ApplicationData;
  readonly seal: (content: Buffer) => Buffer; // application data
}

/** What answers a CertificateRequest: our certificate with its proof, or none; nothing where nobody asked. */
function authentication(seen: Seen, identity: Identity | null, { suite, transcript }: { suite: Suite; transcript: Transcript }): Buffer {
  if (!seen.certificateRequest) return Buffer.alloc(0);
  if (!identity) {
    transcript.add(emptyCertificate);
    return emptyCertificate;
  }
  const scheme = schemeFor(identity, seen.certificateRequest);
  const certificate = certificateMessage(identity);
  transcript.add(certificate);
  const proof = certificateVerify(identity, scheme, transcript.hash(suite));
  transcript.add(proof);
  return Buffer.concat([certificate, proof]);
}

/** From the ServerHello to the server's Finished, and our own, which is not sent yet. */
async function secure(negotiation: Negotiation, hello: RawServerHello, identity: Identity | null): Promise<Secured> {
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
  const answer = authentication(seen, identity, { suite, transcript });
  const finished = handshake(handshakeType.finished, verifyData(suite, secrets.client, transcript.hash(suite)));
  const ours = new Sealer(suite, secrets.client).seal(contentType.handshake, Buffer.concat([answer, finished]));
  const sealer = new Sealer(suite, application.client);
  return {
    finish: negotiation.retried ? ours : Buffer.concat([changeCipherSpec, ours]),
    data: new ApplicationData(new ProtectedRecords(records, suite, application.server), seen),
    seal: (content) => sealer.seal(contentType.applicationData, content),
  };
}

/** Our last flight and the request: in one where nothing was asked of us, else the request waits for what the server says to our answer. */
async function ask(exchange: Exchange, { finish, seal }: Secured, request: Buffer): Promise<void> {
  const { seen, input } = exchange;
  seen.handshakeComplete = true;
  if (!seen.certificateRequest) return send(exchange, Buffer.concat([finish, seal(request)]));
  send(exchange, finish);
  await patiently(input.something());
  send(exchange, seal(request));
}

/**
 * A TLS 1.3 handshake, with a client certificate where one is given and asked for, then one GET on it. A server that chooses TLS 1.2 or less is
 * read as far as its plaintext flight goes. A refusal may come in the handshake, after it as an alert, a close or a reset, or as an HTTP status:
 * all of it is in `seen`.
 */
export async function attemptTls13(exchange: Exchange, { hello, request, client }: Attempt & { readonly kind: 'tls13' }): Promise<void> {
  const identity = client ? identityOf(client) : null;
  const negotiation = begin(exchange, hello);
  if (!(await answeredInTls(exchange))) return;
  const serverHello = await negotiate(negotiation);
  if (serverHello.version < tls13) return readPlaintextFlight(negotiation.messages, exchange.seen, negotiation.hello);
  const secured = await secure(negotiation, serverHello, identity);
  await ask(exchange, secured, getRequest(request.path, exchange));
  await readResponse(secured.data, exchange.seen);
}
