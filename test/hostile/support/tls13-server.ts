import { createPrivateKey, randomBytes, sign } from 'node:crypto';
import type { Socket } from 'node:net';
import { contentType, handshakeType } from '../../../src/net/tls/constants.ts';
import { handshake } from '../../../src/net/tls/messages.ts';
import { uint, vector } from '../../../src/net/tls/wire.ts';
import { KeySchedule, verifyData } from '../../../src/net/tls13/key-schedule.ts';
import { generateKeyShare } from '../../../src/net/tls13/key-share.ts';
import { Sealer } from '../../../src/net/tls13/protection.ts';
import { suites, type Suite } from '../../../src/net/tls13/suites.ts';
import { Transcript } from '../../../src/net/tls13/transcript.ts';
import { inRecords, serverHello } from '../../net/flights.ts';
import type { Issued } from '../../support/pki.ts';
import { onHello, type Heard } from './heard.ts';
import { alert, refuse } from './replies.ts';

const suite = suites.get(0x1301) as Suite;
const selected = Buffer.from('002b00020304', 'hex');

/** What a server of TLS 1.3 does on its way; what is not told it does as it should. */
export interface Tls13Behaviour {
  readonly leaf: Issued;
  readonly extensions?: Buffer; // the body of EncryptedExtensions
  readonly beforeCertificate?: Buffer; // a handshake message more
  readonly afterwards: (socket: Socket, seal: (type: number, content: Buffer) => Buffer) => void; // after its Finished and the client's first bytes
}

const certificate = ({ der }: Issued): Buffer =>
  handshake(handshakeType.certificate, Buffer.concat([uint(0, 1), vector(3, vector(3, Buffer.from(der)), uint(0, 2))]));

function certificateVerify({ keyPem }: Issued, transcript: Transcript): Buffer {
  const content = Buffer.concat([Buffer.alloc(64, 0x20), Buffer.from('TLS 1.3, server CertificateVerify\0'), transcript.hash(suite)]);
  return handshake(
    handshakeType.certificateVerify,
    Buffer.concat([uint(0x0403, 2), vector(2, sign('sha256', content, createPrivateKey(keyPem)))]),
  );
}

/** The server's part of a handshake with X25519 and TLS_AES_128_GCM_SHA256; gives what protects its application data. */
function shakeHands(socket: Socket, client: Heard, behaviour: Tls13Behaviour): Sealer {
  const share = generateKeyShare(29);
  const transcript = new Transcript();
  const keyShare = Buffer.concat([Buffer.from('0033', 'hex'), vector(2, share.entry)]);
  const hello = serverHello({ suite: 0x1301, random: randomBytes(32), sessionId: client.sessionId, extensions: [selected, keyShare] });
  transcript.add(client.message);
  transcript.add(hello);
  const schedule = new KeySchedule(suite, share.agree(client.keyShare ?? Buffer.alloc(0)));
  const secrets = schedule.handshake(transcript.hash(suite));
  const messages: Buffer[] = [];
  const add = (message: Buffer): void => {
    transcript.add(message);
    messages.push(message);
  };
  add(handshake(handshakeType.encryptedExtensions, behaviour.extensions ?? uint(0, 2)));
  if (behaviour.beforeCertificate) add(behaviour.beforeCertificate);
  add(certificate(behaviour.leaf));
  add(certificateVerify(behaviour.leaf, transcript));
  add(handshake(handshakeType.finished, verifyData(suite, secrets.server, transcript.hash(suite))));
  socket.write(
    Buffer.concat([inRecords(hello, 16_384), new Sealer(suite, secrets.server).seal(contentType.handshake, Buffer.concat(messages))]),
  );
  return new Sealer(suite, schedule.application(transcript.hash(suite)).server);
}

/** A server that speaks TLS 1.3 as far as told, and refuses what is older. */
export const tls13Server = (behaviour: Tls13Behaviour) =>
  onHello((socket, client) => {
    if (!client.versions.includes(0x0304)) return refuse(socket, alert.protocolVersion);
    if (!client.keyShare) return refuse(socket, alert.handshakeFailure);
    const sealer = shakeHands(socket, client, behaviour);
    socket.once('data', () => behaviour.afterwards(socket, (type, content) => sealer.seal(type, content)));
  });
