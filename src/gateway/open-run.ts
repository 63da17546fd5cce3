/** A run under way: what its steps share, and the one way to end it. */
import type { Plan } from "../model/plan.ts";
import type { Attempt } from "../model/receipt.ts";
import type { Job } from "./job.ts";
import type { Leash } from "./leash.ts";
import { draftOf, type Draft, type Outcome, receiptText } from "./receipt.ts";
import type { Rim } from "./rim.ts";

/** Owns the run's leash until it is closed. */
export class Run {
  readonly draft: Draft;
  readonly leash: Leash;
  readonly attempts: Attempt[] = [];
  /** `performance.now()` when the run began. */
  readonly started = performance.now();
  /** Whether it holds one of the limit's places. */
  admitted = false;
  private readonly rim: Rim;

  constructor(plan: Plan, job: Job, rim: Rim) {
    this.draft = draftOf(plan);
    this.leash = rim.leashes.open(job.signal);
    this.rim = rim;
  }

  /** Files the receipt and lets go of everything; called once. Resolves when the receipt can be read. */
  close(outcome: Omit<Outcome, "attempts" | "totalMs">): Promise<unknown> {
    const { draft, attempts, rim } = this;
    this.leash.release();
    if (this.admitted) rim.limit.leave();
    const body = receiptText(draft, outcome, attempts, performance.now() - this.started);
    const entry = { kind: "receipt", id: draft.id, at: rim.now(), body } as const;
    // an unwritable ledger cannot take back an answer that was given; it shows in /health until it heals
    return rim.ledger.append(entry, "committed").catch(() => {});
  }
}
