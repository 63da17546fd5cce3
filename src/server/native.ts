/** The gateway's own API: what its two endpoints share. */
import type { Context } from "hono";
import type * as v from "valibot";
import type { Answer } from "../gateway/answer.ts";
import type { Occasion } from "../gateway/plan.ts";
import { newId } from "../kit/ids.ts";
import { highest, isLevel, type Level, LEVELS } from "../model/level.ts";
import type { Context as Given } from "../model/native.ts";
import { Malformed } from "../wire/codec.ts";
import { isObject, parseRequest } from "../wire/json.ts";
import type { Said } from "../wire/native-answer.ts";
import { nativeCompletion } from "../wire/native-completion.ts";
import { check } from "../wire/native-read.ts";
import type { Door } from "./ask.ts";
import { type Bindings, decodeBody, takeIn } from "./intake.ts";
import { respond } from "./respond.ts";

type Body = {
  readonly caller?: string | undefined;
  readonly client?: string | undefined;
  readonly context?: Given | undefined;
};

export type Heard<T> =
  { readonly body: T; readonly bytes: number; readonly occasion: Occasion } | { readonly refused: Response };

/** Takes a request in and holds it to its schema; what does not hold is turned away, with a receipt. */
export async function hear<S extends v.GenericSchema<unknown, Body>>(
  c: Context,
  schema: S,
  trustOf: (body: v.InferOutput<S>) => Level | undefined,
  door: Door,
): Promise<Heard<v.InferOutput<S>>> {
  const { gateway, identify, bodyLimit } = door;
  const intake = await takeIn(c.req.raw, bodyLimit);
  (c.env as Bindings | undefined)?.bodyTaken?.();
  const bytes = "refused" in intake ? intake.bytes : intake.raw.length;
  const { headers } = c.req.raw;
  const occasion: Occasion = { id: newId(), at: gateway.rim.now(), client: identify(headers).name, bytes };
  const turnAway = async (error: { status: number; code: string; message: string }) => ({
    refused: respond(completed(await gateway.turnAway(nativeCompletion, occasion, { hint: HINT, ...error }))),
  });
  if ("refused" in intake) return turnAway(intake.refused);
  const text = decodeBody(intake.raw);
  if (typeof text !== "string") return turnAway(text.refused);
  const claimed = headers.get("x-gateway-trust");
  if (claimed !== null && !isLevel(claimed))
    return turnAway(bad(`The header x-gateway-trust must be one of ${LEVELS.join(", ")}`));
  try {
    const value = parseRequest(text);
    if (!isObject(value)) throw new Malformed("The request's body is not a JSON object");
    const body = check(schema, value, []);
    const said = highestOf([trustOf(body), ...levelsIn(body.context ?? [])]);
    const client = clientOf(headers, body.caller ?? body.client, identify);
    const labels = { ...(claimed === null ? {} : { claimed }), ...(said === undefined ? {} : { said }) };
    return { body, bytes, occasion: { ...occasion, client, ...labels } };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return turnAway(bad(error.message));
  }
}

const HINT = "GET /openapi.json describes every field";

function bad(message: string) {
  return { status: 400, code: "bad-request", message };
}

/** A token says who it is, and so does a header; else the body may. */
function clientOf(headers: Headers, named: string | undefined, identify: Door["identify"]): string {
  if (named === undefined || headers.has("x-gateway-client")) return identify(headers).name;
  const with_ = new Headers(headers);
  with_.set("x-gateway-client", named);
  return identify(with_).name;
}

function levelsIn(context: Given): readonly (Level | undefined)[] {
  return typeof context === "string" ? [] : context.map((item) => (typeof item === "string" ? undefined : item.level));
}

function highestOf(levels: readonly (Level | undefined)[]): Level | undefined {
  return levels.reduce((a, b) => (a === undefined || b === undefined ? (a ?? b) : highest(a, b)), undefined);
}

type Told = Said | { readonly error: { readonly because: string; readonly hint: string } };

/** The answer with what was decided in it, or the error with its reason and receipt: all that headers say to others. */
export function completed(answer: Answer, more: (said: Said) => object = () => ({})): Answer {
  const { status, headers, plan } = answer;
  const told = JSON.parse(textOf(answer.body)) as Told;
  const receipt = headers["x-gateway-receipt"] ?? "";
  if ("error" in told) {
    const refused = plan !== undefined && plan.routes.length === 0;
    const because = refused ? plan.because : told.error.because;
    const hint = refused ? plan.hint : told.error.hint;
    return { status, headers, body: JSON.stringify({ error: { ...told.error, because, hint, receipt } }) };
  }
  const { refused: _, ...said } = told;
  const decided = plan === undefined ? {} : { level: plan.level, verdict: plan.verdict, because: plan.because };
  const model = servedBy(answer);
  return { status, headers, body: JSON.stringify({ ...said, ...more(told), model, receipt, ...decided }) };
}

/** A header holds ASCII only, and the model's name may hold anything. */
function servedBy({ headers, plan }: Answer): string {
  const told = headers["x-gateway-route"] ?? "";
  const names = (plan?.routes ?? []).map((route) => `${route.provider}/${route.model}`);
  return names.find((name) => name === told || encodeURI(name.toWellFormed()) === told) ?? told;
}

function textOf(body: Answer["body"]): string {
  if (typeof body === "string") return body;
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  throw new Error("an answer of the gateway's own dialect is not streamed");
}
