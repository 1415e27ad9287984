import { usageError } from '../model/errors.ts';

/** Everything a command may know or touch of the process; tests pass their own. */
export interface Io {
  readonly argv: readonly string[]; // without node and the script
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly now: () => number; // milliseconds since the epoch
  /** Calls back once at SIGINT or SIGTERM; returns how to stop listening. A second signal ends the process at once. */
  readonly onInterrupt: (callback: (signal: 'SIGINT' | 'SIGTERM') => void) => () => void;
}

export interface Stream {
  readonly isTerminal: boolean;
  readonly columns: number;
  /** Resolves when the text is handed over; a reader that went away (`| head`) is no error. */
  readonly write: (text: string) => Promise<void>;
}

/** A reader that went away is no error, and what would still be written for it is dropped; a full disk is one. */
const failed = ({ code, message }: NodeJS.ErrnoException): Error | null =>
  code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED'
    ? null
    : usageError(`cannot write to the standard output: ${message}`, 'Is the disk full?');

function streamOf(stream: NodeJS.WriteStream): Stream {
  stream.on('error', () => undefined); // told by write's callback
  return {
    isTerminal: stream.isTTY, // undefined, and so false, where it is none
    columns: stream.columns || 80, // some pseudo-terminals have 0
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => {
          const reason = error ? failed(error) : null;
          if (reason) reject(reason);
          else resolve();
        });
      }),
  };
}

function onInterrupt(callback: (signal: 'SIGINT' | 'SIGTERM') => void): () => void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const stop = (): void => signals.forEach((signal) => process.off(signal, listener));
  const listener = (signal: NodeJS.Signals): void => {
    stop();
    callback(signal === 'SIGTERM' ? 'SIGTERM' : 'SIGINT');
  };
  signals.forEach((signal) => process.on(signal, listener));
  return stop;
}

export const processIo = (): Io => ({
  argv: process.argv.slice(2),
  env: process.env,
  stdout: streamOf(process.stdout),
  stderr: streamOf(process.stderr),
  now: Date.now,
  onInterrupt,
});
