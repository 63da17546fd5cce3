import type { Seen } from "./finding.ts";
import type { Level, Reach } from "./level.ts";
import type { Dialect } from "./request.ts";

/** A decision's outcome and the sentence that justifies it. */
export type Judgement = { readonly allow: boolean; readonly rule: string; readonly because: string };

/** A claim about the level that does not come from a detector: it can only raise. */
export type Label = {
  readonly source: "header" | "request" | "client" | "default";
  readonly level: Level;
};

export type Leveled = {
  readonly level: Level;
  readonly because: string;
  readonly labels: readonly Label[];
};

/** What a model is asked in: the request's own dialect, or one it is translated to. `refused`: why it cannot be. */
export type Way = { readonly dialect: Dialect; readonly dropped?: readonly string[] } | { readonly refused: string };

/** A model that may serve the request, in the order of trying. */
export type Route = {
  readonly provider: string;
  readonly model: string;
  readonly reach: Reach;
  readonly rule: string;
  readonly because: string;
  readonly dialect: Dialect;
  /** What the translation leaves out, each with its reason; absent where there is none. */
  readonly dropped?: readonly string[];
  /** The ledger entry of the consent this rests on, where it rests on one. */
  readonly consent?: number;
};

/** A model that was considered and may not, or cannot, serve the request. */
export type PassedOver = {
  readonly provider: string;
  readonly model: string;
  readonly reach: Reach;
  readonly reason: "policy" | "down" | "unable";
  readonly rule?: string;
  readonly because: string;
};

export const VERDICTS = ["allow", "local", "own", "block", "no-route", "unknown-model"] as const;
/**
 * `allow`: the first model asked for may serve · `local`: policy passed over an external one for one nearer by · `own`: the
 * gateway answers itself, no model is needed · `block`: policy leaves none · `no-route`: none is up or able ·
 * `unknown-model`: the name leads nowhere.
 */
export type Verdict = (typeof VERDICTS)[number];

/** The whole decision for one request, as a value. */
export type Plan = {
  readonly id: string;
  /** Unix milliseconds. */
  readonly at: number;
  readonly dialect: Dialect;
  readonly client: string;
  /** As its client names it. */
  readonly session?: string;
  /** The receipt of the same turn of this session, asked within the last minute. */
  readonly again?: string;
  readonly asked: string;
  readonly stream: boolean;
  /** Bytes of the body as received. */
  readonly bytes: number;
  readonly messages: number;
  readonly level: Level;
  readonly levelBecause: string;
  readonly labels: readonly Label[];
  readonly findings: readonly Seen[];
  readonly verdict: Verdict;
  readonly because: string;
  /** What to type or change to get another verdict; empty when there is nothing to mend. */
  readonly hint: string;
  readonly routes: readonly Route[];
  readonly passed: readonly PassedOver[];
  /** Of the policy, configuration and detectors that decided: `sha256:` and 64 hex digits. */
  readonly policyDigest: string;
};
