/**
 * `/v1/responses`, and its answers by their ids: a vendor's own are the vendor's to serve; those that this gateway wrote,
 * because the model speaks another dialect, are kept here as long as it runs.
 */
import type { Context, Hono } from "hono";
import type { Answer } from "../gateway/answer.ts";
import { type Kept, openKept } from "../gateway/kept.ts";
import { codecFor } from "../wire/codecs.ts";
import { answerIn, goingOn, isToBeKept, itemsIn, previousId, type Thread } from "../wire/openai-responses-thread.ts";
import { answer, type Door, type Tell, tellJson } from "./ask.ts";

const CODEC = codecFor("openai-responses");

export function responsesRoutes(app: Hono, door: Door): void {
  const threads = openKept<Thread>();
  const clientOf = (c: Context) => door.identify(c.req.raw.headers).name;
  const found = (c: Context) => threads.find(clientOf(c), c.req.param("id") ?? "");

  app.post("/v1/responses", (c) => {
    const client = clientOf(c);
    let body = "";
    const tell: Tell = (request, raw, codec) => {
      const told = tellJson(request, raw, codec);
      if ("refused" in told) return told;
      const id = previousId(told.body);
      const before = id === undefined ? undefined : threads.find(client, id);
      body = before === undefined ? told.body : goingOn(told.body, before);
      return before === undefined ? told : { ...told, body, raw: new TextEncoder().encode(body) };
    };
    return answer(c, CODEC, door, tell, (given) => keeping(given, body, client, threads));
  });
  app.get("/v1/responses/:id", (c, next) => {
    const thread = found(c);
    return thread === undefined ? next() : json(c, thread.response);
  });
  app.delete("/v1/responses/:id", (c, next) => {
    const id = c.req.param("id");
    return threads.forget(clientOf(c), id) ? c.json({ id, object: "response", deleted: true }) : next();
  });
  app.get("/v1/responses/:id/input_items", (c, next) => {
    const thread = found(c);
    return thread === undefined ? next() : c.json(page(thread, c.req.param("id"), c.req.query()));
  });
  app.post("/v1/responses/:id/cancel", (c, next) => {
    if (found(c) === undefined) return next();
    const message = "Only an answer that is still being written in the background can be cancelled; this one is whole";
    return c.body(CODEC.writeError({ status: 400, code: "bad-request", message }), 400, JSON_TYPE);
  });
}

const JSON_TYPE = { "content-type": "application/json" };

function json(c: Context, text: string): Response {
  return c.body(text, 200, JSON_TYPE);
}

type Query = Readonly<Record<string, string>>;

/** The newest first, unless the other order is asked for. */
function page({ items }: Thread, id: string, { order, after, limit }: Query) {
  const all = (JSON.parse(items) as object[]).map((item, i) => ({ id: `item_${id}_${i}`, ...item }));
  const sorted = order === "asc" ? all : all.toReversed();
  const rest = sorted.slice(sorted.findIndex((item) => item.id === after) + 1);
  const wanted = Number(limit ?? 20);
  const data = rest.slice(0, Number.isInteger(wanted) && wanted > 0 ? Math.min(wanted, 100) : 20);
  const ends = { first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
  return { object: "list", data, ...ends, has_more: data.length < rest.length };
}

/** The same answer, which is kept when it has gone by. */
function keeping(given: Answer, body: string, client: string, threads: Kept<Thread>): Answer {
  if (given.written !== true || given.status !== 200 || !isToBeKept(body)) return given;
  const keep = (response: string | undefined) => {
    if (response === undefined) return;
    const items = itemsIn(body);
    threads.keep(
      client,
      (JSON.parse(response) as { id: string }).id,
      { response, items },
      response.length + items.length,
    );
  };
  if (given.body instanceof ReadableStream)
    return { ...given, body: watched(given.body, (text) => keep(answerIn(text))) };
  const text = typeof given.body === "string" ? given.body : new TextDecoder().decode(given.body);
  keep(text.startsWith("{") ? text : answerIn(text));
  return given;
}

/** What was written for the client ends whole events with each chunk. */
function watched(stream: ReadableStream<Uint8Array>, see: (text: string) => void): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) return controller.close();
      const text = decoder.decode(value);
      if (text.includes('"response.')) see(text);
      controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
