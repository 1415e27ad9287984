import { alertName } from '../../model/registry.ts';
import { ByteQueue } from '../byte-queue.ts';
import { answered, ended, garbage } from '../ended.ts';
import type { Seen } from '../seen.ts';
import { tls13 } from './constants.ts';
import { bounded } from './records.ts';

const closeNotify = 0;
const userCanceled = 90;

function whenOf(seen: Seen): 'hello' | 'handshake' | 'after-handshake' {
  if (seen.handshakeComplete) return 'after-handshake';
  return seen.serverHello && !seen.serverHello.helloRetryRequest ? 'handshake' : 'hello';
}

/** RFC 8446 section 6: from TLS 1.3 on all alerts but user_canceled and close_notify are fatal, whatever level they carry. */
const isFatal = (level: number, description: number, version: number): boolean =>
  version >= tls13 ? description !== userCanceled : level === 2;

/** Writes an alert down; a fatal one ends the attempt, as an answer. close_notify is no refusal: it only closes the connection. */
export function noteAlert(seen: Seen, level: number, description: number): void {
  if (level !== 1 && level !== 2) throw garbage('an alert of no known level');
  if (description === closeNotify) throw ended('closed', 'connection closed by close_notify');
  seen.alert = { level, description, name: alertName(description), when: whenOf(seen) };
  if (isFatal(level, description, seen.serverHello?.version ?? 0)) throw answered;
}

/** Reads alerts from records; before TLS 1.3 one alert may lie in several records, and one record may hold several. */
export class AlertReader {
  readonly #seen: Seen;
  readonly #bytes = new ByteQueue();
  readonly #warning = bounded(8, 'warning alerts');

  constructor(seen: Seen) {
    this.#seen = seen;
  }

  take(fragment: Buffer): void {
    this.#bytes.push(fragment);
    while (this.#bytes.length >= 2) {
      const alert = this.#bytes.take(2);
      noteAlert(this.#seen, alert.readUInt8(0), alert.readUInt8(1));
      this.#warning();
    }
  }
}
