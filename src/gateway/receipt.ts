/**
 * The receipt and the record before sending, as ledger bodies. Every object here is built with its keys in RFC 8785's
 * order, so that JSON.stringify gives the canonical text at a seventh of the price; a property test holds it to that.
 */
import type { Seen } from "../model/finding.ts";
import type { Label, PassedOver, Plan, Route } from "../model/plan.ts";
import type { Attempt, Opened, Receipt, Tally } from "../model/receipt.ts";
import type { Usage } from "../model/response.ts";

/** Every key of T, in a place of its own: what is undefined JSON.stringify leaves out. */
type Body<T> = { readonly [K in keyof Required<T>]: unknown };

/** How a run came out, as far as the plan does not say. */
export type Outcome = Pick<
  Receipt,
  "attempts" | "end" | "error" | "firstByteMs" | "served" | "reach" | "status" | "totalMs" | "usage"
>;

/** The part of a receipt that is known before anything is sent. A stream holds on to this, not to the request. */
export type Draft = Omit<Receipt, keyof Outcome>;

export function draftOf(plan: Plan): Draft {
  return {
    ...(plan.again === undefined ? {} : { again: plan.again }),
    ...(plan.session === undefined ? {} : { session: plan.session }),
    asked: plan.asked.toWellFormed(),
    at: plan.at,
    because: plan.because,
    bytes: plan.bytes,
    client: plan.client,
    delivery: plan.stream ? "stream" : "whole",
    dialect: plan.dialect,
    findings: tally(plan.findings),
    id: plan.id,
    labels: plan.labels,
    level: plan.level,
    levelBecause: plan.levelBecause,
    passed: plan.passed,
    policyDigest: plan.policyDigest,
    routes: plan.routes,
    verdict: plan.verdict,
  };
}

/** The ledger body of a run that ended. */
export function receiptText(
  draft: Draft,
  outcome: Omit<Outcome, "attempts" | "totalMs">,
  attempts: readonly Attempt[],
  totalMs: number,
): string {
  const receipt: Body<Receipt> = {
    again: draft.again,
    asked: draft.asked,
    at: draft.at,
    attempts: attempts.map(attempt),
    because: draft.because,
    bytes: draft.bytes,
    client: draft.client,
    delivery: draft.delivery,
    dialect: draft.dialect,
    end: outcome.end,
    error: outcome.error,
    findings: draft.findings,
    firstByteMs: Math.round(outcome.firstByteMs),
    id: draft.id,
    labels: draft.labels.map(label),
    level: draft.level,
    levelBecause: draft.levelBecause,
    passed: draft.passed.map(passedOver),
    policyDigest: draft.policyDigest,
    reach: outcome.reach,
    routes: draft.routes.map(route),
    served: outcome.served.toWellFormed(),
    session: draft.session,
    status: outcome.status,
    totalMs: Math.round(totalMs),
    usage: outcome.usage === undefined ? undefined : usage(outcome.usage),
    verdict: draft.verdict,
  };
  return JSON.stringify(receipt);
}

/** The ledger body that stands on disk before the first byte goes to `to`. */
export function openedText(draft: Draft, to: Route): string {
  const opened: Opened = {
    asked: draft.asked,
    bytes: draft.bytes,
    client: draft.client,
    dialect: draft.dialect,
    id: draft.id,
    level: draft.level,
    model: to.model.toWellFormed(),
    provider: to.provider,
    reach: to.reach,
    rule: to.rule,
  };
  return JSON.stringify(opened);
}

/** The receipt of a run whose process died: all that is known of it is its record before sending. */
export function lostText(opened: Opened, at: number): string {
  const { asked, bytes, client, dialect, id, level, model, provider, reach, rule } = opened;
  const because = "the gateway died while this request was under way";
  const draft: Draft = {
    asked,
    at,
    because,
    bytes,
    client,
    delivery: "whole",
    dialect,
    findings: [],
    id,
    labels: [],
    level,
    levelBecause: "as recorded before it was sent",
    passed: [],
    policyDigest: "",
    routes: [{ because, dialect, model, provider, reach, rule }],
    verdict: "allow",
  };
  return receiptText(draft, { end: "lost", firstByteMs: 0, served: "", reach, status: 0 }, [], 0);
}

/** The receipt of a request that could not be read, or that was turned away at the door. */
export function unreadText(
  occasion: Pick<Draft, "at" | "bytes" | "client" | "dialect" | "id" | "level">,
  status: number,
  error: string,
): string {
  const because = "the request could not be read";
  const draft: Draft = {
    ...occasion,
    asked: "",
    because,
    delivery: "whole",
    findings: [],
    labels: [],
    levelBecause: because,
    passed: [],
    policyDigest: "",
    routes: [],
    verdict: "invalid",
  };
  return receiptText(draft, { end: "refused", error, firstByteMs: 0, served: "", reach: "none", status }, [], 0);
}

function tally(findings: readonly Seen[]): readonly Tally[] {
  const tallies = new Map<string, Tally>();
  for (const { kind, level, message, place } of findings) {
    const key = `${message} ${place} ${kind}`;
    const count = (tallies.get(key)?.count ?? 0) + 1;
    tallies.set(key, { count, kind, level, message, place });
  }
  return [...tallies.values()];
}

function attempt(one: Attempt): Attempt {
  return {
    because: one.because,
    model: one.model.toWellFormed(),
    ms: Math.round(one.ms),
    provider: one.provider,
    status: one.status,
  };
}

function label(one: Label): Label {
  return { level: one.level, source: one.source };
}

function route(one: Route): Body<Route> {
  return {
    because: one.because,
    consent: one.consent,
    dialect: one.dialect,
    dropped: one.dropped,
    model: one.model.toWellFormed(),
    provider: one.provider,
    reach: one.reach,
    rule: one.rule,
  };
}

function passedOver(one: PassedOver): Body<PassedOver> {
  return {
    because: one.because,
    model: one.model.toWellFormed(),
    provider: one.provider,
    reach: one.reach,
    reason: one.reason,
    rule: one.rule,
  };
}

function usage(one: Usage): Body<Usage> {
  return {
    cacheWrite: one.cacheWrite,
    cached: one.cached,
    input: one.input,
    output: one.output,
    reasoning: one.reasoning,
  };
}
