/** From a provider's answer to the client's: unchanged where both speak the same, and always one the client understands. */
import { Problem } from "../kit/problem.ts";
import type { Plan } from "../model/plan.ts";
import type { GatewayResponse, StreamEvent } from "../model/response.ts";
import type { Codec } from "../wire/codec.ts";
import { type Answer, passedOn, planHeaders } from "./answer.ts";
import type { Tried } from "./attempt.ts";
import type { Run } from "./open-run.ts";
import { relayStream, type StreamOutcome } from "./stream.ts";

/** The largest answer taken from a provider that does not stream, bytes. */
const ANSWER_MAX = 64 << 20;

const DECODER = new TextDecoder();

/** Throws `Problem` upstream-garbled. */
export function passOn(run: Run, tried: Tried, plan: Plan, codec: Codec): Answer | Promise<Answer> {
  const { response } = tried;
  const type = response.headers.get("content-type") ?? "";
  if (response.status === 200 && plan.stream && type.startsWith("text/event-stream") && response.body !== null) {
    return streamed(run, tried, plan, codec);
  }
  return whole(run, tried, plan, codec, type);
}

function streamed(run: Run, tried: Tried, plan: Plan, codec: Codec): Answer {
  const { route, place, response, firstByteMs } = tried;
  const served = `${route.provider}/${route.model}`;
  const headers = headersFor(tried, plan, served);
  headers["content-type"] = "text/event-stream; charset=utf-8";
  headers["cache-control"] = "no-cache";
  const close = (outcome: StreamOutcome) =>
    run.close({ served, reach: route.reach, status: 200, firstByteMs, ...outcome });
  const body = relayStream(response.body!, codec, run.leash, place.timeouts.idle * 1000, plan.id, close);
  return { status: 200, headers, body };
}

async function whole(run: Run, tried: Tried, plan: Plan, codec: Codec, type: string): Promise<Answer> {
  const { response, route, place, firstByteMs } = tried;
  const { status } = response;
  if (status >= 300 && status < 400) {
    throw garbled(place.name, `it redirects to another address (${status}), which is never followed`);
  }
  run.leash.extend(place.timeouts.idle * 1000);
  const bytes = await readWhole(response, run, place.timeouts.idle * 1000, place.name);
  const text = DECODER.decode(bytes);
  const served = `${route.provider}/${route.model}`;
  const headers = headersFor(tried, plan, served);
  if (status >= 400) {
    const error = `upstream-${status}`;
    await run.close({ served, reach: route.reach, status, firstByteMs, end: "upstream-error", error });
    return { status, headers, body: errorBody(text, status, place.name, codec, plan.id) };
  }
  const usage = usageOf(text, type, place.name, codec);
  const body = plan.stream ? asEvents(text, place.name, codec) : bytes;
  if (plan.stream) headers["content-type"] = "text/event-stream; charset=utf-8";
  const outcome = { served, reach: route.reach, status, firstByteMs, end: "complete" as const };
  await run.close(usage === undefined ? outcome : { ...outcome, usage });
  return { status, headers, body };
}

/** A model on this machine has no limits of use to tell the client about. */
function headersFor(tried: Tried, plan: Plan, served: string): Record<string, string> {
  const headers = planHeaders(plan, served);
  const { response, route } = tried;
  return route.reach === "device" && response.status === 200 ? headers : passedOn(response.headers, headers);
}

function usageOf(text: string, type: string, provider: string, codec: Codec) {
  try {
    return codec.readUsage(text);
  } catch {
    throw garbled(provider, `it answered ${type === "" ? "something" : type.split(";")[0]} that is not JSON`);
  }
}

/** A provider's own error goes through as it is when it is JSON; anything else is put into the client's dialect. */
function errorBody(text: string, status: number, provider: string, codec: Codec, receipt: string): string {
  try {
    const error: unknown = JSON.parse(text);
    if (typeof error === "object" && error !== null && "error" in error && typeof error.error === "object") return text;
    const said = typeof error === "object" && error !== null ? firstText(error) : undefined;
    const message = `${provider} answered ${status}${said === undefined ? "" : `: ${said}`}. Receipt ${receipt}`;
    return codec.writeError({ status, code: `upstream-${status}`, message });
  } catch {
    const message = `${provider} answered ${status} without a readable reason. Receipt ${receipt}`;
    return codec.writeError({ status, code: `upstream-${status}`, message });
  }
}

/** `{"error":"…"}`, `{"message":"…"}` and `{"detail":"…"}` are what servers write that do not keep to the dialect. */
function firstText(error: object): string | undefined {
  for (const key of ["error", "message", "detail"]) {
    const value: unknown = Reflect.get(error, key);
    if (typeof value === "string") return value.slice(0, 1000);
  }
  return undefined;
}

/** A whole answer where a stream was asked for: told as a stream, because clients wait for its end for ever. */
function asEvents(text: string, provider: string, codec: Codec): string {
  let response: GatewayResponse;
  try {
    response = codec.readResponse(text);
  } catch {
    throw garbled(provider, "it answered a stream with something that is no answer");
  }
  const write = codec.eventWriter();
  return eventsOf(response).map(write).join("");
}

function eventsOf(response: GatewayResponse): StreamEvent[] {
  const { id, model, created, usage } = response;
  const events: StreamEvent[] = [{ type: "start", id, model, created }];
  for (const { index: choice, parts, stop } of response.choices) {
    let call = 0;
    for (const part of parts) {
      if (part.type === "text" || part.type === "refusal" || part.type === "reasoning") {
        events.push({ type: part.type, choice, text: part.text });
      } else if (part.type === "tool-call") {
        events.push({
          type: "tool-call",
          choice,
          call: call++,
          id: part.id,
          name: part.name,
          arguments: part.arguments,
        });
      }
    }
    events.push({ type: "stop", choice, reason: stop });
  }
  if (usage !== undefined) events.push({ type: "usage", usage });
  return [...events, { type: "end" }];
}

async function readWhole(response: Response, run: Run, idleMs: number, provider: string): Promise<Uint8Array> {
  const length = Number(response.headers.get("content-length") ?? Number.NaN);
  if (length > ANSWER_MAX) throw garbled(provider, `its answer is larger than ${ANSWER_MAX >> 20} MiB`);
  try {
    // a known length is read in one go: that is most answers, and much cheaper
    return await run.leash.hold(length <= ANSWER_MAX ? response.bytes() : collect(response, run, idleMs, provider));
  } catch (error) {
    if (error instanceof Problem || run.leash.cause === "client" || run.leash.cause === "shutdown") throw error;
    const late = run.leash.cause === "timeout";
    throw garbled(
      provider,
      late ? `it stopped sending for ${idleMs / 1000} s` : "it broke off in the middle of its answer",
    );
  }
}

async function collect(response: Response, run: Run, idleMs: number, provider: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    run.leash.extend(idleMs);
    size += chunk.length;
    if (size > ANSWER_MAX) throw garbled(provider, `its answer is larger than ${ANSWER_MAX >> 20} MiB`);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

function garbled(provider: string, because: string): Problem {
  return new Problem(
    "upstream-garbled",
    `${provider} gave no usable answer`,
    because,
    "look at the provider's own log, or ask another model",
  );
}
