/**
 * `GET /v1/models` and `/v1/models/{id}`: what can be asked for, in one shape that OpenAI's SDKs, Anthropic's and Claude
 * Code's discovery read alike. Codex reads a list of its own, and gets it where it asks.
 */
import type { Context, Hono } from "hono";
import type { Gateway } from "../gateway/gateway.ts";
import { anthropicMessages } from "../wire/anthropic-messages.ts";
import type { WireError } from "../wire/codec.ts";
import { openaiChat } from "../wire/openai-chat.ts";
import { type Card, cardFor, cardsOf } from "./card.ts";
import { pageOf } from "./page.ts";

export function modelRoutes(app: Hono, gateway: Gateway): void {
  app.get("/v1/models", async (c) => {
    const page = pageOf(cardsOf(await gateway.listed()).map(row), (name) => c.req.query(name));
    if ("status" in page) return refuse(c, page);
    return c.json({ object: "list", ...page, ...(c.req.query("client_version") === undefined ? {} : CODEX) });
  });
  app.get("/v1/models/:id{.+}", async (c) => {
    const id = c.req.param("id");
    const card = cardFor(id, await gateway.listed());
    if (card !== undefined) return c.json(row(card));
    const message = `The model '${id.slice(0, 200)}' does not exist here; GET /v1/models lists those that do`;
    return refuse(c, { status: 404, code: "model_not_found", message, param: "model" });
  });
}

/**
 * What Codex is told of models: nothing. An entry there replaces all that Codex holds of a model, its instructions
 * included, and those are not the gateway's to give: with an entry of ours Codex 0.169.0 sends none at all.
 */
const CODEX = { models: [] };

/** Nobody here knows when a model was made; the beginning of time is what both vendors take for that. */
const UNKNOWN = { created: 0, created_at: "1970-01-01T00:00:00Z" };

function row({ id, owner, title, models: [model] }: Card) {
  return {
    id,
    object: "model",
    type: "model",
    display_name: title,
    owned_by: owner,
    ...UNKNOWN,
    max_input_tokens: model.context ?? null,
    max_tokens: null,
    capabilities: null,
    lifecycle: "active",
    line: null,
    deprecated_at: null,
    retires_at: null,
  };
}

/** In the dialect of who asks. */
function refuse(c: Context, error: WireError): Response {
  const codec = c.req.header("anthropic-version") === undefined ? openaiChat : anthropicMessages;
  return new Response(codec.writeError(error), {
    status: error.status,
    headers: { "content-type": "application/json", "x-should-retry": "false" },
  });
}
