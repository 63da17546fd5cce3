/** What the last calls told about each provider. */
import type { Health } from "../model/provider.ts";

/** A `Retry-After` beyond this is taken as this, milliseconds: a provider's mistake must not put it out for a day. */
const REST_MAX_MS = 10 * 60_000;

export type HealthBook = {
  up(provider: string): void;
  down(provider: string, because: string): void;
  /** One model (`provider/model`) for `ms` from `now`, as its Retry-After said: others of the provider may be well. */
  rest(model: string, now: number, ms: number): void;
  /** The state at `now`, Unix milliseconds; the same map while nothing has changed. */
  at(now: number): ReadonlyMap<string, Health>;
};

export function openHealthBook(): HealthBook {
  const states = new Map<string, Health>();
  let snapshot: ReadonlyMap<string, Health> = new Map();
  const set = (provider: string, health: Health) => {
    states.set(provider, health);
    snapshot = new Map(states);
  };
  return {
    up(provider) {
      if (states.get(provider)?.state !== "up") set(provider, { state: "up", because: "it answered" });
    },
    down(provider, because) {
      set(provider, { state: "down", because });
    },
    rest(model, now, ms) {
      const seconds = Math.ceil(Math.min(ms, REST_MAX_MS) / 1000);
      const because = `it asked not to be called for ${seconds} s`;
      set(model, { state: "resting", because, until: now + seconds * 1000 });
    },
    at(now) {
      for (const [name, { until }] of states) {
        if (until === undefined || until > now) continue;
        states.delete(name);
        snapshot = new Map(states);
      }
      return snapshot;
    },
  };
}

/** Milliseconds to wait, from either form of the header (RFC 9110 §10.2.3); undefined when it says neither. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = /[a-z]{3}, /i.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
