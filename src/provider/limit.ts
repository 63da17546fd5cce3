/**
 * Bun runs at most 256 requests at once and queues the rest out of sight. This limit stands above it: callers wait in
 * order, for a known time, and are told when there is no place.
 */
import { Problem } from "../kit/problem.ts";

export type Limit = {
  /** Resolves when there is a place; rejects with `Problem` too-busy when there will be none, or when `signal` fires. */
  enter(signal: AbortSignal): Promise<void> | undefined;
  leave(): void;
  readonly running: number;
};

type Waiter = { readonly resolve: () => void; readonly signal: AbortSignal; readonly onAbort: () => void };

export function openLimit(places: number, queue: number): Limit {
  let running = 0;
  const waiting: Waiter[] = [];
  return {
    get running() {
      return running;
    },
    enter(signal) {
      if (running < places) {
        running++;
        return undefined;
      }
      if (waiting.length >= queue) return Promise.reject(full(places, queue));
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          waiting.splice(waiting.indexOf(waiter), 1);
          reject(signal.reason);
        };
        const waiter = { resolve, signal, onAbort };
        waiting.push(waiter);
        signal.addEventListener("abort", onAbort, { once: true });
      });
    },
    leave() {
      const next = waiting.shift();
      if (next === undefined) {
        running--;
        return;
      }
      next.signal.removeEventListener("abort", next.onAbort);
      next.resolve();
    },
  };
}

function full(places: number, queue: number): Problem {
  return new Problem(
    "too-busy",
    "the gateway is at its limit",
    `${places} requests are running and ${queue} are waiting`,
    "ask again in a moment",
  );
}
