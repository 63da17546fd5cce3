/** The handles a run works with. Everything a plan may not touch. */
import type { Caller } from "../provider/call.ts";
import type { Place } from "../provider/catalogue.ts";
import type { Limit } from "../provider/limit.ts";
import type { Ledger } from "../store/ledger.ts";
import type { HealthBook } from "./health.ts";
import type { Leashes } from "./leash.ts";

export type Rim = {
  readonly ledger: Ledger;
  readonly caller: Caller;
  readonly limit: Limit;
  readonly leashes: Leashes;
  readonly health: HealthBook;
  readonly places: ReadonlyMap<string, Place>;
  /** What happens to requests for nearby models when nothing can be recorded. */
  readonly onFailure: "refuse" | "serve";
  /** Unix milliseconds. */
  now(): number;
};
