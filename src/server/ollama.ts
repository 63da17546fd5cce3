/**
 * What tools that only know Ollama ask beside chats (Ollama's API reference): whether it runs, which models there are, and
 * what each can do. No model is loaded, fetched or deleted here: that is between a person and the runtime.
 */
import type { Context, Hono } from "hono";
import * as v from "valibot";
import type { Gateway } from "../gateway/gateway.ts";
import type { Model } from "../model/provider.ts";
import { ollamaChat } from "../wire/ollama-chat.ts";
import { type Card, cardFor, cardsOf } from "./card.ts";
import { decodeBody, takeIn } from "./intake.ts";

/** The version of Ollama whose API this is: tools refuse one that they find too old. */
const OLLAMA = "0.33.0";

/** A question about a model is short, bytes. */
const QUESTION_MAX = 1 << 20;

/** In this architecture's name the window is told, because Ollama tells it in an architecture's name. */
const ARCHITECTURE = "gateway";

export function ollamaRoutes(app: Hono, gateway: Gateway, version: string): void {
  app.get("/", (c) =>
    c.text(`Adaptive LLM Gateway ${version}, which says this for tools that wait for it: Ollama is running\n`),
  );
  // Claude Code's look whether anybody is there
  app.get("/api/hello", (c) => c.json({ message: "hello" }));
  app.get("/api/version", (c) => c.json({ version: OLLAMA, gateway: version }));
  app.get("/api/tags", async (c) => c.json({ models: cardsOf(await gateway.listed()).map(row) }));
  app.get("/api/ps", (c) => c.json({ models: [] }));
  app.post("/api/show", (c) => about(c, gateway, shown));
  // what can be asked for needs no fetching
  app.post("/api/pull", (c) => about(c, gateway, () => ({ status: "success" })));
  for (const path of ["/api/push", "/api/create", "/api/copy"]) app.post(path, unmanaged);
  app.delete("/api/delete", unmanaged);
}

const QuestionSchema = v.union([v.object({ model: v.string() }), v.object({ name: v.string() })]);

async function about(c: Context, gateway: Gateway, tell: (card: Card) => object): Promise<Response> {
  const intake = await takeIn(c.req.raw, QUESTION_MAX);
  if ("refused" in intake) return refuse(intake.refused.status, intake.refused.message);
  const text = decodeBody(intake.raw);
  const id = typeof text === "string" ? modelIn(text) : undefined;
  if (id === undefined) return refuse(400, "The body must be JSON with a model's name as model");
  const card = cardFor(id, await gateway.listed());
  return card === undefined
    ? refuse(404, `model '${id.slice(0, 200)}' not found; GET /api/tags lists those that can be asked for`)
    : c.json(tell(card));
}

function modelIn(text: string): string | undefined {
  try {
    const question = v.safeParse(QuestionSchema, JSON.parse(text));
    if (!question.success) return undefined;
    return "model" in question.output ? question.output.model : question.output.name;
  } catch {
    return undefined;
  }
}

function unmanaged(): Response {
  return refuse(501, "This gateway manages no models: fetch, change and delete them at the runtime that has them");
}

function refuse(status: number, message: string): Response {
  const body = ollamaChat.writeError({ status, code: "", message });
  return new Response(body, { status, headers: { "content-type": "application/json" } });
}

/** A model has no file here, so its digest is its name's: tools cut it short, and tell models apart by it. */
function row({ id, owner, models: [model] }: Card) {
  return {
    name: id,
    model: id,
    modified_at: "1970-01-01T00:00:00Z",
    size: 0,
    digest: Bun.SHA256.hash(id, "hex"),
    details: detailsOf(owner),
    capabilities: capabilitiesOf(model),
    ...remoteOf(model),
  };
}

function shown({ id, owner, title, models: [model] }: Card) {
  const { context } = model;
  return {
    modelfile: `# ${title}\nFROM ${id}\n`,
    parameters: context === undefined ? "" : `num_ctx ${context}`,
    template: "",
    details: detailsOf(owner),
    model_info: {
      "general.architecture": ARCHITECTURE,
      "general.basename": title,
      ...(context === undefined ? {} : { [`${ARCHITECTURE}.context_length`]: context }),
    },
    capabilities: capabilitiesOf(model),
    modified_at: "1970-01-01T00:00:00Z",
    ...remoteOf(model),
  };
}

function detailsOf(owner: string) {
  return { parent_model: "", format: "", family: owner, families: [owner], parameter_size: "", quantization_level: "" };
}

/**
 * In Ollama's words. Of a model that nobody tells of, a chat with tools is taken to work: it is tried, and not refused; and
 * one that chats is not offered for embeddings only because nobody denies them.
 */
function capabilitiesOf({ can = ["chat", "tools"] }: Model): string[] {
  if (!can.includes("chat")) return can.includes("embeddings") ? ["embedding"] : [];
  return ["completion", ...(can.includes("tools") ? ["tools"] : []), ...(can.includes("images") ? ["vision"] : [])];
}

/** As Ollama marks what it passes on, so that who asks this gateway knows it too. */
function remoteOf({ reach, provider, id }: Model) {
  return reach === "external" ? { remote_model: id, remote_host: provider } : {};
}
