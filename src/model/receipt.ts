import type { Level, Reach } from "./level.ts";
import type { Label, PassedOver, Route, Verdict } from "./plan.ts";
import type { Dialect } from "./request.ts";
import type { Usage } from "./response.ts";
import type { Place } from "./slot.ts";

/** How a run ended. `lost`: the process died with the run open, found at the next start. */
export const ENDS = [
  "complete",
  "refused",
  "upstream-error",
  "cut-by-upstream",
  "cut-by-client",
  "cut-by-shutdown",
  "failed",
  "lost",
] as const;
export type End = (typeof ENDS)[number];

/** One call to one model, also when it failed. Milliseconds. */
export type Attempt = {
  readonly provider: string;
  readonly model: string;
  /** The provider's HTTP status, 0 when none came. */
  readonly status: number;
  readonly ms: number;
  readonly because: string;
};

/** Findings of one kind in one place, counted. */
export type Tally = {
  readonly kind: string;
  readonly level: Level;
  readonly place: Place;
  readonly message: number;
  readonly count: number;
};

/**
 * What a ledger entry of kind `opened` holds: the record of what is about to be sent, durable before a byte leaves.
 * Strings and integers only.
 */
export type Opened = {
  readonly id: string;
  readonly client: string;
  readonly dialect: Dialect;
  readonly asked: string;
  readonly level: Level;
  readonly provider: string;
  readonly model: string;
  readonly reach: Reach;
  readonly rule: string;
  readonly bytes: number;
};

/** The plan without values, plus the outcome: what a person reads and a third party verifies. Strings and integers only. */
export type Receipt = {
  readonly id: string;
  readonly at: number;
  readonly client: string;
  readonly session?: string;
  readonly again?: string;
  readonly dialect: Dialect;
  readonly asked: string;
  readonly served: string;
  readonly reach: Reach | "none";
  readonly delivery: "stream" | "whole";
  readonly bytes: number;
  readonly level: Level;
  readonly levelBecause: string;
  readonly labels: readonly Label[];
  readonly findings: readonly Tally[];
  /** `invalid`: the request was refused before anything could be decided. */
  readonly verdict: Verdict | "invalid";
  readonly because: string;
  readonly routes: readonly Route[];
  readonly passed: readonly PassedOver[];
  readonly attempts: readonly Attempt[];
  /** What the client was answered. */
  readonly status: number;
  readonly end: End;
  readonly error?: string;
  readonly usage?: Usage;
  /** Until the first byte of the answer, and until its last. */
  readonly firstByteMs: number;
  readonly totalMs: number;
  readonly policyDigest: string;
};
