/** Deadlines for calls under way. One timer looks after all of them: a timer each would cost more than the call's own work. */

export type Watch = {
  /** Moves the deadline to `ms` from now. */
  extend(ms: number): void;
  stop(): void;
};

const TICK_MS = 100;

type Watched = { deadline: number; readonly onLate: () => void };

const watched = new Set<Watched>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Calls `onLate` once, at most `TICK_MS` after the deadline. */
export function watch(ms: number, onLate: () => void): Watch {
  const entry: Watched = { deadline: performance.now() + ms, onLate };
  watched.add(entry);
  timer ??= setInterval(tick, TICK_MS);
  return {
    extend(ms) {
      entry.deadline = performance.now() + ms;
    },
    stop() {
      watched.delete(entry);
    },
  };
}

function tick(): void {
  const now = performance.now();
  for (const entry of watched) {
    if (entry.deadline > now) continue;
    watched.delete(entry);
    entry.onLate();
  }
  if (watched.size > 0) return;
  clearInterval(timer);
  timer = undefined;
}
