/** What goes back to a client, before a door makes an HTTP response of it. */
import type { Plan } from "../model/plan.ts";

export type Answer = {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array | ReadableStream<Uint8Array>;
  /** It was written here from what a model of another dialect said; each chunk of its stream ends with an event. */
  readonly written?: true;
  /** What was decided; absent where the request could not be read. */
  readonly plan?: Plan;
};

/** The headers by which any client, and any person with curl, finds the receipt. */
export function receiptHeaders(id: string): Record<string, string> {
  return { "x-gateway-receipt": id, "x-request-id": id, "request-id": id };
}

export function planHeaders(plan: Plan, served: string): Record<string, string> {
  return {
    "content-type": "application/json",
    "x-gateway-receipt": plan.id,
    "x-request-id": plan.id,
    "request-id": plan.id,
    "x-gateway-level": plan.level,
    "x-gateway-verdict": plan.verdict,
    "x-gateway-route": headerSafe(served),
  };
}

/** A header holds printable ASCII only; a model's name may hold anything. */
function headerSafe(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : encodeURI(text.toWellFormed());
}

/** Of a provider's headers, those a client can use. Asked for by name: that costs less than going through all of them. */
const PASSED_ON = [
  "retry-after",
  "retry-after-ms",
  "x-ratelimit-limit-requests",
  "x-ratelimit-limit-tokens",
  "x-ratelimit-remaining-requests",
  "x-ratelimit-remaining-tokens",
  "x-ratelimit-reset-requests",
  "x-ratelimit-reset-tokens",
  "openai-processing-ms",
];

/** Adds them to `into`, and returns it. */
export function passedOn(upstream: Headers, into: Record<string, string>): Record<string, string> {
  for (const name of PASSED_ON) {
    const value = upstream.get(name);
    if (value !== null) into[name] = value;
  }
  return into;
}
