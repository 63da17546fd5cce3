/** Keeps the world up to date: what the providers list, how they are, and what the user has consented to. */
import type { Ledger } from "../store/ledger.ts";
import { consentLog, currentConsents } from "../store/receipts.ts";
import type { HealthBook } from "./health.ts";
import type { ModelLists } from "./model-lists.ts";
import type { World } from "./world.ts";

export type Observer = {
  /** The world at `now` (Unix milliseconds); the same object while nothing has changed. */
  world(now: number): World;
  /** Reads the consents again, after this process has recorded one itself. */
  refresh(): void;
};

export function observe(fixed: World, lists: ModelLists, health: HealthBook, ledger: Ledger): Observer {
  let world = { ...fixed, consents: consentsIn(ledger) };
  return {
    refresh() {
      world = { ...world, consents: consentsIn(ledger) };
    },
    world(now) {
      // a consent given or withdrawn in another process holds from the next request on
      const consents = ledger.changedByOthers(now) ? consentsIn(ledger) : world.consents;
      const state = health.at(now);
      if (lists.models !== world.models || state !== world.health || consents !== world.consents) {
        world = { ...world, models: lists.models, health: state, consents };
      }
      return world;
    },
  };
}

/** Without a readable ledger nothing has been consented to. */
function consentsIn(ledger: Ledger): World["consents"] {
  try {
    return currentConsents(consentLog(ledger.db));
  } catch {
    return new Map();
  }
}
