/** One route tried: the call, its deadlines, and the single second try where it can do no harm. */
import type { Route } from "../model/plan.ts";
import { CallFailure, type Outgoing } from "../provider/call.ts";
import type { Place } from "../provider/catalogue.ts";
import { DEMO } from "../provider/catalogue.ts";
import { answerDemo } from "../provider/demo.ts";
import { fitted } from "../provider/fitted.ts";
import { codecFor } from "../wire/codecs.ts";
import { replaceAt } from "../wire/splice.ts";
import { translated } from "../wire/translate.ts";
import { retryAfterMs } from "./health.ts";
import type { Rim } from "./rim.ts";
import { CutShort } from "./leash.ts";
import type { Job } from "./job.ts";
import type { Run } from "./open-run.ts";

/** A provider that answered, in whatever way. */
export type Tried = {
  readonly route: Route;
  readonly place: Place;
  readonly response: Response;
  readonly firstByteMs: number;
};

/** The pause before the second try of a call of which nothing was sent, milliseconds. */
const SECOND_TRY_MS = 150;

/** A longer `Retry-After` is passed on to the client instead of being waited for, milliseconds. */
const WAIT_MAX_MS = 5_000;

/** Throws `CallFailure`. `last`: there is no further route, so a second try is worth more than haste. */
export async function attemptRoute(run: Run, route: Route, job: Job, rim: Rim, last: boolean): Promise<Tried> {
  const place = rim.places.get(route.provider)!;
  const body = bodyFor(route, place, job);
  let tried: Tried;
  try {
    tried = await once(run, route, place, job, body, rim);
  } catch (error) {
    if (!last || !(error instanceof CallFailure) || error.sent || run.leash.cause !== undefined) throw error;
    await pause(SECOND_TRY_MS, run);
    tried = await once(run, route, place, job, body, rim);
  }
  const rest = isRetryable(tried.response.status)
    ? retryAfterMs(tried.response.headers.get("retry-after"), rim.now())
    : undefined;
  if (rest === undefined) return tried;
  rim.health.rest(`${place.name}/${route.model}`, rim.now(), rest);
  if (!last || rest > WAIT_MAX_MS) return tried;
  void tried.response.body?.cancel().catch(() => {});
  await pause(rest, run);
  return once(run, route, place, job, body, rim);
}

/** Answers after which another model, or the same one later, may do better. */
export function isRetryable(status: number): boolean {
  return status === 429 || status >= 500;
}

async function once(
  run: Run,
  route: Route,
  place: Place,
  job: Job,
  body: string | Uint8Array,
  rim: Rim,
): Promise<Tried> {
  const started = performance.now();
  const ended = (status: number, because: string) => {
    const ms = performance.now() - started;
    run.attempts.push({ because, model: route.model, ms, provider: route.provider, status });
  };
  run.leash.extend(place.timeouts.firstByte * 1000);
  const calling =
    place.kind === DEMO ? answeredByDemo(run, rim) : rim.caller.call(place, outgoing(route, job, body, run));
  try {
    const response = await run.leash.hold(calling);
    ended(response.status, "");
    rim.health.up(place.name);
    return { route, place, response, firstByteMs: performance.now() - run.started };
  } catch (error) {
    const failure = timedOut(run, place) ?? error;
    const because = failure instanceof Error ? failure.message : String(failure);
    ended(0, run.leash.cause === "client" ? "the client left" : because);
    if (failure instanceof CallFailure) rim.health.down(place.name, because);
    // an answer that comes after all is not wanted any more
    void calling.then((late) => late.body?.cancel()).catch(() => {});
    throw failure;
  }
}

/** What is of the client's dialect goes to whoever speaks that, and to nobody else. */
function outgoing(route: Route, job: Job, body: string | Uint8Array, run: Run): Outgoing {
  const signal = run.leash.client;
  if (route.dialect !== job.codec.dialect) return { method: "POST", path: codecFor(route.dialect).path, body, signal };
  const { method, path, headers, credential } = job;
  const same = { method, path, headers, signal, ...(body.length === 0 ? {} : { body }) };
  return credential === undefined ? same : { ...same, credential };
}

async function answeredByDemo(run: Run, rim: Rim): Promise<Response> {
  return answerDemo(run.draft.delivery === "stream", Math.floor(rim.now() / 1000));
}

function timedOut(run: Run, place: Place): CallFailure | undefined {
  if (run.leash.cause !== "timeout") return undefined;
  return new CallFailure("timeout", true, `${place.name} sent nothing for ${place.timeouts.firstByte} s`);
}

/**
 * To whoever speaks the client's dialect its own bytes, but for the model's name (law 2), and for what the gateway itself has
 * put into the history; to others a translation.
 */
function bodyFor(route: Route, place: Place, job: Job): string | Uint8Array {
  if (route.dialect !== job.codec.dialect) return fitted(translated(job.request, route.dialect, route.model), place);
  const own = job.codec.withoutForeign?.(job.request.body, route.model);
  if (own !== undefined) return own;
  if (route.model === job.request.model) return job.raw;
  if (job.rename !== undefined) return job.rename(route.model);
  return replaceAt(job.raw, job.request.body, job.request.modelAt, JSON.stringify(route.model));
}

async function pause(ms: number, run: Run): Promise<void> {
  run.leash.extend(ms + 1000);
  await run.leash.hold(Bun.sleep(ms));
  if (run.leash.cause !== undefined) throw new CutShort(run.leash.cause);
}
