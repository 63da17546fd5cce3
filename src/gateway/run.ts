/**
 * One plan carried out, and the order of its effects: record → send → answer → receipt. Nothing is sent to a third party
 * before its record is on disk, and every way out of here files a receipt.
 */
import { Problem } from "../kit/problem.ts";
import type { Plan, Route } from "../model/plan.ts";
import { CallFailure } from "../provider/call.ts";
import type { Codec, WireError } from "../wire/codec.ts";
import { type Answer, planHeaders } from "./answer.ts";
import { attemptRoute, isRetryable, type Tried } from "./attempt.ts";
import { refusal } from "./hint.ts";
import { CutShort } from "./leash.ts";
import type { Job } from "./job.ts";
import { Run } from "./open-run.ts";
import { passOn } from "./pass-on.ts";
import { openedText } from "./receipt.ts";
import type { Rim } from "./rim.ts";

/** HTTP's unofficial word for a client that left before its answer; only a receipt ever shows it. */
const CLIENT_LEFT = 499;

/** A runtime that somebody starts now answers after about so many seconds. */
const RUNTIME_START_S = "5";

/** What an answer says that no model gave. */
const OURSELVES = "gateway";

export async function run(plan: Plan, job: Job, rim: Rim): Promise<Answer> {
  const run = new Run(plan, job, rim);
  try {
    if (plan.verdict === "own") return await answerOurselves(run, plan, job, rim);
    if (plan.routes.length === 0) return await refuse(run, plan, job.codec, rim);
    const busy = rim.limit.enter(run.leash.client);
    if (busy !== undefined) await busy;
    run.admitted = true;
    const tried = await tryRoutes(run, plan.routes, job, rim);
    return await passOn(run, tried, plan, job);
  } catch (error) {
    return await fail(run, plan, job.codec, error);
  }
}

/** Along the planned routes until one answers. Throws the last failure when none does. */
async function tryRoutes(run: Run, routes: readonly Route[], job: Job, rim: Rim): Promise<Tried> {
  for (let i = 0; ; i++) {
    const route = routes[i]!;
    const last = i === routes.length - 1;
    // whoever was cut while it waited for its place is neither recorded nor sent
    if (run.leash.cause !== undefined) throw new CutShort(run.leash.cause);
    try {
      await record(run, route, i, rim);
    } catch (error) {
      // nothing is sent to a third party that is not on record; what stays nearby is the user's choice
      if (route.reach === "external" || rim.onFailure === "refuse") throw error;
    }
    try {
      const tried = await attemptRoute(run, route, job, rim, last);
      if (last || !isRetryable(tried.response.status)) return tried;
      void tried.response.body?.cancel().catch(() => {});
    } catch (error) {
      if (last || !(error instanceof CallFailure || error instanceof Problem)) throw error;
      run.leash.forgive();
      if (run.leash.cause !== undefined) throw error;
    }
  }
}

/** The record of what is about to be sent: on disk, where it goes to a third party. */
function record(run: Run, route: Route, nth: number, rim: Rim): Promise<number> {
  const id = nth === 0 ? run.draft.id : `${run.draft.id}+${nth}`;
  const draft = { kind: "opened", id, at: rim.now(), body: openedText(run.draft, route) } as const;
  return rim.ledger.append(draft, route.reach === "external" ? "synced" : "committed");
}

async function answerOurselves(run: Run, plan: Plan, { codec, request }: Job, rim: Rim): Promise<Answer> {
  const body = codec.ownAnswer?.(request, rim.now()) ?? "";
  await run.close({ end: "complete", firstByteMs: 0, served: OURSELVES, reach: "device", status: 200 });
  return { status: 200, headers: planHeaders(plan, OURSELVES), body };
}

async function refuse(run: Run, plan: Plan, codec: Codec, rim: Rim): Promise<Answer> {
  const error = refusalError(plan, codec);
  const headers = { ...planHeaders(plan, ""), "x-should-retry": "false" };
  const until = plan.verdict === "no-route" ? soonest(plan, rim) : undefined;
  if (until !== undefined) {
    headers["x-should-retry"] = "true";
    Object.assign(headers, { "retry-after": String(Math.max(1, Math.ceil((until - rim.now()) / 1000))) });
  }
  await run.close({
    end: "refused",
    error: error.code,
    firstByteMs: 0,
    served: "",
    reach: "none",
    status: error.status,
  });
  return { status: error.status, headers, body: codec.writeError({ ...error, receipt: plan.id }) };
}

function refusalError(plan: Plan, { refusal: status }: Codec): WireError {
  if (plan.verdict === "block") return { status, code: "blocked-by-policy", message: refusal(plan) };
  const receipt = `Receipt ${plan.id}`;
  if (plan.verdict === "unknown-model") {
    const message = `The model '${plan.asked.slice(0, 200)}' does not exist here: ${plan.because}; ${plan.hint}. ${receipt}`;
    return { status: Math.min(status, 404), code: "model_not_found", message, param: "model" };
  }
  if (!plan.passed.some((one) => one.reason === "down")) {
    const message = `The model asked for cannot answer this: ${plan.because}; ${plan.hint}. ${receipt}`;
    return { status: 400, code: "model-unable", message };
  }
  return {
    status: 503,
    code: "no-route",
    message: `No model can answer now: ${plan.because}; ${plan.hint}. ${receipt}`,
  };
}

/** When the first of the providers that asked for a rest may be called again, Unix milliseconds. */
function soonest(plan: Plan, rim: Rim): number | undefined {
  const health = rim.health.at(rim.now());
  const times = plan.passed
    .map((one) => health.get(`${one.provider}/${one.model}`)?.until)
    .filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}

async function fail(run: Run, plan: Plan, codec: Codec, error: unknown): Promise<Answer> {
  const told = describe(run, error);
  const headers = planHeaders(plan, "");
  if (told.code === "upstream-unreachable") headers["retry-after"] = RUNTIME_START_S;
  if (told.code === "too-busy") headers["retry-after"] = "1";
  else if (told.status !== 502 && told.status !== 504) headers["x-should-retry"] = "false";
  const end =
    run.leash.cause === "client" ? "cut-by-client" : run.leash.cause === "shutdown" ? "cut-by-shutdown" : told.end;
  const status = end === "cut-by-client" ? CLIENT_LEFT : told.status;
  await run.close({ end, error: told.code, firstByteMs: 0, served: "", reach: "none", status });
  return {
    status: told.status,
    headers,
    body: codec.writeError({ ...told, message: `${told.message}. Receipt ${plan.id}`, receipt: plan.id }),
  };
}

function describe(run: Run, error: unknown): WireError & { readonly end: "upstream-error" | "refused" | "failed" } {
  if (run.leash.cause === "shutdown") {
    return { status: 503, code: "too-busy", message: "The gateway was stopped before the answer came", end: "failed" };
  }
  if (error instanceof CallFailure) {
    const code = error.kind === "timeout" ? "upstream-timeout" : "upstream-unreachable";
    const status = error.kind === "timeout" ? 504 : error.sent ? 502 : 503;
    return { status, code, message: `No answer: ${error.message}`, end: "upstream-error" };
  }
  if (error instanceof Problem) {
    const end = error.code === "upstream-garbled" ? "upstream-error" : "refused";
    const message = `${capital(error.message)}: ${error.because}; ${error.hint}`;
    return { status: error.status, code: error.code, message, because: error.because, hint: error.hint, end };
  }
  return {
    status: 500,
    code: "internal",
    message: "The gateway failed: this is a defect in it, not in your request",
    end: "failed",
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
