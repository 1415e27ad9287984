import { setMaxListeners } from 'node:events';
import type { Io } from './io.ts';

/** Why a scan ended early. Its text is what the report says. */
export class Interrupted extends Error {
  readonly exitCode: 130 | 143 | 3;
  constructor(exitCode: 130 | 143 | 3, text: string) {
    super(text);
    this.exitCode = exitCode;
  }
  override toString(): string {
    return this.message;
  }
}

export interface Interruption {
  readonly signal: AbortSignal;
  readonly stop: () => void;
}

/** Aborts at SIGINT, SIGTERM or after the deadline, whichever comes first. */
export function startInterruption(deadlineMs: number | undefined, io: Io): Interruption {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // every connection that is open listens
  const stopListening = io.onInterrupt((signal) => {
    controller.abort(new Interrupted(signal === 'SIGINT' ? 130 : 143, `interrupted by ${signal}`));
  });
  const expire = (): void => controller.abort(new Interrupted(3, `deadline of ${(deadlineMs ?? 0) / 1000} s reached`));
  const timer = deadlineMs === undefined ? undefined : setTimeout(expire, deadlineMs);
  const stop = (): void => {
    stopListening();
    clearTimeout(timer);
  };
  return { signal: controller.signal, stop };
}
