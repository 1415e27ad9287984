import type { Io } from './io.ts';

export interface Progress {
  readonly start: (total: number) => void;
  readonly step: () => void;
  readonly end: () => void;
}

const silent: Progress = { start: () => undefined, step: () => undefined, end: () => undefined };

/** One line on stderr that is rewritten: done, total, targets a second. Only on a terminal. */
export function createProgress(io: Io, quiet: boolean): Progress {
  if (quiet || !io.stderr.isTerminal || io.env['TERM'] === 'dumb') return silent;
  const state = { done: 0, total: 0, startedAt: io.now(), shownAt: 0 };
  const show = (): void => {
    state.shownAt = io.now();
    const seconds = Math.max((state.shownAt - state.startedAt) / 1000, 0.001);
    const rate = `${(state.done / seconds).toFixed(0)}/s · ${seconds.toFixed(0)} s`;
    void io.stderr.write(`\r\u001b[K${state.done}/${state.total} targets · ${rate}`);
  };
  void io.stderr.write('listing …');
  const tick = setInterval(() => state.total > 0 && show(), 1000); // it moves while a silent host is waited for
  return {
    start: (total) => {
      Object.assign(state, { total, startedAt: io.now() });
      show();
    },
    step: () => {
      state.done += 1;
      if (io.now() - state.shownAt >= 100) show();
    },
    end: () => {
      clearInterval(tick);
      void io.stderr.write('\r\u001b[K');
    },
  };
}
