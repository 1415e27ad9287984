import type { Deadline } from '../model/attempt.ts';
import { ended } from './ended.ts';

/** A deadline that is told of, and how to stop its clock. */
interface RunningDeadline extends Deadline {
  stop(): void;
}

/** Aborts after so many milliseconds, or when the scan is interrupted; the signal's reason is the failure. Nothing extends it. */
export function startDeadline(timeoutMs: number, scanDeadline: AbortSignal, now: () => number): RunningDeadline {
  const controller = new AbortController();
  const interrupted = (): void => controller.abort(ended('interrupted', 'the scan was interrupted'));
  const timer = setTimeout(() => controller.abort(ended('timeout', `no complete answer within ${timeoutMs / 1000} s`)), timeoutMs);
  if (scanDeadline.aborted) interrupted();
  scanDeadline.addEventListener('abort', interrupted);
  return {
    at: now() + timeoutMs,
    signal: controller.signal,
    stop() {
      clearTimeout(timer);
      scanDeadline.removeEventListener('abort', interrupted);
    },
  };
}
