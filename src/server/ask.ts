/** Requests of every dialect, on their way in: one way for all. */
import type { Context, Hono } from "hono";
import type { Answer } from "../gateway/answer.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { Taken } from "../gateway/job.ts";
import type { Occasion } from "../gateway/plan.ts";
import { newId } from "../kit/ids.ts";
import { isLevel, LEVELS } from "../model/level.ts";
import type { Codec, WireError } from "../wire/codec.ts";
import type { Identify } from "./client.ts";
import { type Bindings, decodeBody, takeIn } from "./intake.ts";
import { respond } from "./respond.ts";

export type Door = {
  readonly gateway: Gateway;
  readonly identify: Identify;
  /** Bytes. */
  readonly bodyLimit: number;
};

/** What of a request is read, and what of it may travel. */
export type Told = Pick<Taken, "body" | "method" | "path" | "rename"> & { readonly raw?: Uint8Array };
export type Tell = (request: Request, raw: Uint8Array, codec: Codec) => Told | Refused | Promise<Told | Refused>;
export type Refused = { readonly refused: WireError };

export function askRoute(app: Hono, path: string, codec: Codec, door: Door): void {
  app.post(path, (c) => answer(c, codec, door, tellJson));
}

export async function answer(
  c: Context,
  codec: Codec,
  { gateway, identify, bodyLimit }: Door,
  tell: Tell,
  passing: (given: Answer) => Answer = (given) => given,
): Promise<Response> {
  const request = c.req.raw;
  const intake = await takeIn(request, bodyLimit);
  (c.env as Bindings | undefined)?.bodyTaken?.();
  const { name, credential } = identify(request.headers);
  const session = sessionOf(request.headers);
  const occasion: Occasion = {
    id: newId(),
    at: gateway.rim.now(),
    client: name,
    bytes: "refused" in intake ? intake.bytes : intake.raw.length,
    ...(session === undefined ? {} : { session }),
  };
  if ("refused" in intake) return respond(await gateway.turnAway(codec, occasion, intake.refused));
  const claimed = request.headers.get("x-gateway-trust");
  if (claimed !== null && !isLevel(claimed)) {
    const message = `The header x-gateway-trust must be one of ${LEVELS.join(", ")}`;
    return respond(await gateway.turnAway(codec, occasion, { status: 400, code: "bad-request", message }));
  }
  const telling = tell(request, intake.raw, codec);
  const told = telling instanceof Promise ? await telling : telling;
  if ("refused" in told) return respond(await gateway.turnAway(codec, occasion, told.refused));
  const headers = pick(request.headers, codec.headers);
  const taken = { raw: intake.raw, ...told, codec, headers, signal: request.signal };
  const given = await gateway.ask(
    credential === undefined ? taken : { ...taken, credential },
    claimed === null ? occasion : { ...occasion, claimed },
  );
  return respond(passing(given));
}

/** The body is JSON, and travels as it is. */
export function tellJson({ url }: Request, raw: Uint8Array, codec: Codec): Told | Refused {
  const body = decodeBody(raw);
  return typeof body === "string" ? { body, method: "POST", path: codec.path + queryOf(url, codec) } : body;
}

/** Where agents name the session they are in. */
const SESSION_HEADERS = ["x-claude-code-session-id", "session-id", "x-session-id"];

function sessionOf(headers: Headers): string | undefined {
  for (const header of SESSION_HEADERS) {
    const value = headers.get(header);
    if (value !== null && /^[\w.:-]{1,128}$/.test(value)) return value;
  }
  return undefined;
}

/** Of any other query nothing goes on: it was not looked at. */
function queryOf(url: string, { queries }: Codec): string {
  const at = url.indexOf("?");
  const query = at < 0 ? "" : url.slice(at);
  return queries?.includes(query) === true ? query : "";
}

function pick(headers: Headers, names: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = headers.get(name);
    if (value !== null) picked[name] = value;
  }
  return picked;
}
