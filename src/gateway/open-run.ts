/** A run under way: what its steps share, and the one way to end it. */
import type { Plan } from "../model/plan.ts";
import type { Attempt } from "../model/receipt.ts";
import type { Codec } from "../wire/codec.ts";
import type { Leash } from "./leash.ts";
import { draftOf, type Draft, type Outcome, receiptText } from "./receipt.ts";
import type { Rim } from "./rim.ts";

/** The request as its client sent it, and the client itself. */
export type Job = {
  readonly codec: Codec;
  readonly raw: Uint8Array;
  readonly signal: AbortSignal;
};

export type Run = {
  readonly draft: Draft;
  readonly leash: Leash;
  readonly attempts: Attempt[];
  /** `performance.now()` when the run began. */
  readonly started: number;
  /** Files the receipt and lets go of everything; called once. */
  close(outcome: Omit<Outcome, "attempts" | "totalMs">): Promise<void>;
};

export function openRun(plan: Plan, job: Job, rim: Rim): Run {
  const leash = rim.leashes.open(job.signal);
  const draft = draftOf(plan);
  const attempts: Attempt[] = [];
  const started = performance.now();
  return {
    draft,
    leash,
    attempts,
    started,
    async close(outcome) {
      leash.release();
      const totalMs = performance.now() - started;
      const body = receiptText(draft, { ...outcome, attempts, totalMs });
      const entry = { kind: "receipt", id: draft.id, at: rim.now(), body } as const;
      // an unwritable ledger cannot take back an answer that was given; it shows in /health until it heals
      await rim.ledger.append(entry, "committed").catch(() => {});
    },
  };
}
