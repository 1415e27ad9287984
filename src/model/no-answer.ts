import type { Answer } from './attempt.ts';

/** An answer of which nothing has been seen, yet or ever. */
export const noAnswer = (attempt: string): Answer => ({
  attempt,
  connected: false,
  spoke: 'nothing',
  serverHello: null,
  certificates: [],
  certificateRequest: null,
  ocspBytes: 0,
  scts: 0,
  tickets: [],
  flightComplete: false,
  handshakeComplete: false,
  alert: null,
  http: null,
  failure: null,
  bytesRead: 0,
  bytesWritten: 0,
  milliseconds: 0,
  timings: null,
});
