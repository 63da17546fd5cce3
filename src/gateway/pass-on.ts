/** From a provider's answer to the client's: unchanged where both speak the same, and always one the client understands. */
import { Problem } from "../kit/problem.ts";
import type { Chat } from "../model/chat.ts";
import type { Plan } from "../model/plan.ts";
import type { GatewayRequest } from "../model/request.ts";
import type { GatewayResponse, Usage } from "../model/response.ts";
import { type Asked, type Codec, Malformed } from "../wire/codec.ts";
import { codecFor } from "../wire/codecs.ts";
import { isOverflow, OVERFLOW } from "../wire/overflow.ts";
import { restoreParts } from "../wire/tool-names.ts";
import { chatOf } from "../wire/translate.ts";
import { type Answer, passedOn, planHeaders } from "./answer.ts";
import { isRetryable, type Tried } from "./attempt.ts";
import type { Job } from "./job.ts";
import type { Run } from "./open-run.ts";
import { eventsOf, type Passage, relayed, retold } from "./passage.ts";
import { passStream, type StreamOutcome } from "./stream.ts";

/** The largest answer taken from a provider that does not stream, bytes. */
const ANSWER_MAX = 64 << 20;

const DECODER = new TextDecoder();

/** Throws `Problem` upstream-garbled. */
export function passOn(run: Run, tried: Tried, plan: Plan, job: Job): Answer | Promise<Answer> {
  const { response } = tried;
  const type = response.headers.get("content-type") ?? "";
  if (response.status === 200 && plan.stream && isStream(type) && response.body !== null)
    return streamed(run, tried, plan, job);
  return whole(run, tried, plan, job, type);
}

const JSON_TYPE = "application/json";
const STREAM_TYPES = { sse: "text/event-stream; charset=utf-8", lines: "application/x-ndjson" } as const;

function isStream(type: string): boolean {
  return type.startsWith("text/event-stream") || type.startsWith("application/x-ndjson");
}

function streamed(run: Run, tried: Tried, plan: Plan, job: Job): Answer {
  const { route, place, response, firstByteMs } = tried;
  const served = `${route.provider}/${route.model}`;
  const headers = headersFor(tried, plan, served);
  headers["content-type"] = STREAM_TYPES[job.codec.framing];
  headers["cache-control"] = "no-cache";
  const close = (outcome: StreamOutcome) =>
    run.close({ served, reach: route.reach, status: 200, firstByteMs, ...outcome });
  const passage = passageFor(tried, plan, job);
  const body = passStream(response.body!, passage, job.codec, run.leash, place.timeouts.idle * 1000, plan.id, close);
  const answer = { status: 200, headers, body };
  return route.dialect === plan.dialect ? answer : { ...answer, written: true };
}

function passageFor({ route }: Tried, plan: Plan, { codec, request }: Job): Passage {
  const spoken = codecFor(route.dialect);
  if (spoken === codec || spoken.chat === undefined || codec.chat === undefined) return relayed(codec);
  return retold({ ...spoken, chat: spoken.chat }, codec.chat, askedOf(plan, request));
}

function askedOf(plan: Plan, request: GatewayRequest): Asked {
  const chat = chatOf(request);
  if (chat === undefined) throw new Error(`a request of ${request.dialect} is no chat`);
  return { chat, model: plan.asked, at: Math.floor(plan.at / 1000), id: plan.id };
}

async function whole(run: Run, tried: Tried, plan: Plan, job: Job, type: string): Promise<Answer> {
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
    if (!isRetryable(status)) headers["x-should-retry"] = "false";
    return { status, headers, body: errorBody(text, status, tried, job.codec, plan.id) };
  }
  const answer = readAnswer(text, bytes, tried, plan, job, type);
  headers["content-type"] = answer.type;
  const outcome = { served, reach: route.reach, status, firstByteMs, end: "complete" as const };
  await run.close(answer.usage === undefined ? outcome : { ...outcome, usage: answer.usage });
  const given = { status, headers, body: answer.body };
  return route.dialect === plan.dialect ? given : { ...given, written: true };
}

/**
 * The provider's bytes where client and provider speak the same; and a whole answer where a stream was asked for is told
 * as a stream, because clients wait for its end for ever. Throws `Problem` upstream-garbled.
 */
function readAnswer(
  text: string,
  bytes: Uint8Array,
  { route, place }: Tried,
  plan: Plan,
  { codec, request }: Job,
  type: string,
): { readonly body: string | Uint8Array; readonly type: string; readonly usage?: Usage | undefined } {
  const spoken = codecFor(route.dialect);
  const what = type === "" ? "something" : type.split(";")[0];
  try {
    if ((spoken === codec && !plan.stream) || spoken.chat === undefined || codec.chat === undefined)
      return { body: bytes, type: type || JSON_TYPE, usage: spoken.readUsage(text) };
    const asked = askedOf(plan, request);
    const response = restored(spoken.chat.readResponse(text), asked.chat);
    const { usage } = response;
    if (!plan.stream) return { body: codec.chat.writeResponse(response, asked), type: JSON_TYPE, usage };
    const body = eventsOf(response).map(codec.chat.eventWriter(asked)).join("");
    return { body, type: STREAM_TYPES[codec.framing], usage };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw garbled(place.name, `it answered ${what} that is not JSON, or no answer`);
  }
}

function restored(response: GatewayResponse, chat: Chat): GatewayResponse {
  return { ...response, choices: response.choices.map((one) => ({ ...one, parts: restoreParts(one.parts, chat) })) };
}

/** A model on this machine has no limits of use to tell the client about. */
function headersFor(tried: Tried, plan: Plan, served: string): Record<string, string> {
  const headers = planHeaders(plan, served);
  const { response, route } = tried;
  return route.reach === "device" && response.status === 200 ? headers : passedOn(response.headers, headers);
}

/** A provider's own error goes through as it is where it is of the client's dialect; else it is told in that. */
function errorBody(text: string, status: number, { route, place }: Tried, codec: Codec, receipt: string): string {
  const spoken = codecFor(route.dialect);
  if (spoken === codec && isErrorOf(codec, text)) return text;
  const said = spoken.readError(text);
  const because = said === undefined ? " without a readable reason" : `: ${said}`;
  const message = `${place.name} answered ${status}${because}. Receipt ${receipt}`;
  const code = isOverflow(status, text) ? OVERFLOW : `upstream-${status}`;
  return codec.writeError({ status, code, message, receipt });
}

/** Servers that speak a dialect do not always keep to it when they fail. */
function isErrorOf(codec: Codec, text: string): boolean {
  const own = fieldsIn(codec.writeError({ status: 500, code: "", message: "" }));
  const told = fieldsIn(text);
  return typeof told.error === typeof own.error && told.type === own.type;
}

function fieldsIn(text: string): { readonly error?: unknown; readonly type?: unknown } {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null ? body : {};
  } catch {
    return {};
  }
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
