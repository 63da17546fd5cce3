/**
 * Every endpoint, a row each. A dialect of a vendor is described by that vendor: the row says where. A new endpoint is one
 * more row; a test holds the rows against the routes, in both directions.
 */

export type Answer = {
  readonly status: number;
  readonly is: string;
  /** The schema's name, or the type of the content where that is not JSON. */
  readonly schema?: string;
  readonly type?: string;
};

export type Endpoint = {
  /** `GET /v1/models/{id}` */
  readonly at: string;
  readonly tag: "own" | "models" | "health" | "openai" | "anthropic" | "ollama";
  readonly says: string;
  /** The body's schema. */
  readonly takes?: string;
  readonly answers: readonly Answer[];
  /** Where the vendor describes it, more closely than in `DOCS`. */
  readonly docs?: string;
};

const OPENAI = "https://platform.openai.com/docs/api-reference";
const ANTHROPIC = "https://docs.anthropic.com/en/api";
const OLLAMA = "https://github.com/ollama/ollama/blob/main/docs/api.md";

/** Where a vendor describes all that is its own. */
export const DOCS: Readonly<Partial<Record<Endpoint["tag"], string>>> = {
  openai: OPENAI,
  anthropic: ANTHROPIC,
  ollama: OLLAMA,
};

const json = (schema: string, is: string, status = 200): Answer => ({ status, is, schema });

/** What refuses or fails a request on its way to a model: by status. */
const REFUSALS: readonly (readonly [number, string])[] = [
  [400, "it is not a request of this dialect"],
  [404, "no model of that name"],
  [413, "the body is over the limit"],
  [451, "policy keeps it from the model asked for"],
  [502, "the provider gave no answer"],
  [503, "no model can answer now"],
  [504, "the provider took too long"],
];

/** A dialect that clients speak and the vendor describes. `shape`: of its errors. */
function dialect(tag: Endpoint["tag"], at: string, says: string, docs: string, stream?: string): Endpoint {
  const streamed = stream === undefined ? [] : [{ status: 200, is: "", type: stream }];
  // Codex and its like read 451 as an invitation to ask again
  const refusals = REFUSALS.filter(([status]) => status !== 451 || at !== "POST /v1/responses");
  const errors = refusals.map(([status, is]) => json("VendorBody", is, status));
  return {
    at,
    tag,
    says,
    docs,
    ...(at.startsWith("POST") ? { takes: "VendorBody" } : {}),
    answers: [json("VendorBody", "the answer"), ...streamed, ...errors],
  };
}

/** What is told without a model, by the gateway itself. */
function tells(tag: Endpoint["tag"], at: string, says: string, ...answers: readonly Answer[]): Endpoint {
  return { at, tag, says, answers };
}

const SSE = "text/event-stream";
const LINES = "application/x-ndjson";
const OWN_ERRORS = REFUSALS.map(([status, is]) => json("Error", is, status));
const WHOLE = json("VendorBody", "it is whole", 400);
const GONE = json("VendorBody", "there is none of that name", 404);

export const ENDPOINTS: readonly Endpoint[] = [
  {
    at: "POST /v1/completion",
    tag: "own",
    says: "A task and its input in, an answer in the asked form out. It does not stream.",
    takes: "CompletionRequest",
    answers: [json("Completion", "the answer"), ...OWN_ERRORS],
  },
  {
    at: "POST /v1/classify",
    tag: "own",
    says: "What the plan would say of a text, and what the text is about; nothing goes to a third party.",
    takes: "ClassifyRequest",
    answers: [json("Classification", "what it is"), ...OWN_ERRORS.filter(({ status }) => [400, 413].includes(status))],
  },
  tells("own", "GET /openapi.json", "This description.", json("OpenApi", "OpenAPI 3.1")),
  tells("models", "GET /v1/models", "What can be asked for.", json("ModelList", "the models")),
  tells("models", "GET /v1/models/{id}", "One of them.", json("Model", "the model"), GONE),
  tells("health", "GET /health", "How the gateway is, for a person.", json("Health", "how it is")),
  tells("health", "GET /health/live", "Whether it runs.", json("Live", "it runs")),
  tells(
    "health",
    "GET /health/ready",
    "Whether it can answer.",
    json("Ready", "it can"),
    json("Ready", "it cannot", 503),
  ),
  dialect("openai", "POST /v1/chat/completions", "OpenAI's chat completions.", `${OPENAI}/chat/create`, SSE),
  dialect("openai", "POST /v1/responses", "OpenAI's Responses, which Codex speaks.", `${OPENAI}/responses/create`, SSE),
  tells("openai", "GET /v1/responses", "No WebSocket: Codex then asks over HTTP.", json("VendorBody", "none", 426)),
  tells("openai", "GET /v1/responses/{id}", "An answer that was written here.", json("VendorBody", "it"), GONE),
  tells("openai", "DELETE /v1/responses/{id}", "Forgets it.", json("VendorBody", "it is gone"), GONE),
  tells("openai", "GET /v1/responses/{id}/input_items", "What it answered.", json("VendorBody", "a page"), GONE),
  tells("openai", "POST /v1/responses/{id}/cancel", "No answer here is still under way.", WHOLE, GONE),
  dialect("openai", "POST /v1/completions", "OpenAI's completions of old.", `${OPENAI}/completions/create`, SSE),
  dialect("openai", "POST /v1/embeddings", "OpenAI's embeddings.", `${OPENAI}/embeddings/create`),
  dialect(
    "anthropic",
    "POST /v1/messages",
    "Anthropic's Messages, which Claude Code speaks.",
    `${ANTHROPIC}/messages`,
    SSE,
  ),
  dialect(
    "anthropic",
    "POST /v1/messages/count_tokens",
    "Anthropic's count of tokens.",
    `${ANTHROPIC}/messages-count-tokens`,
  ),
  dialect("ollama", "POST /api/chat", "Ollama's chat.", `${OLLAMA}#generate-a-chat-completion`, LINES),
  dialect(
    "ollama",
    "POST /api/generate",
    "Ollama's completion of one prompt.",
    `${OLLAMA}#generate-a-completion`,
    LINES,
  ),
  dialect("ollama", "POST /api/embed", "Ollama's embeddings.", `${OLLAMA}#generate-embeddings`),
  dialect("ollama", "POST /api/embeddings", "Ollama's embeddings of old.", `${OLLAMA}#generate-embedding`),
  tells("ollama", "GET /", "That somebody is there.", { status: 200, is: "a sentence", type: "text/plain" }),
  tells("ollama", "GET /api/version", "The version of its API.", json("VendorBody", "the version")),
  tells("ollama", "GET /api/tags", "What can be asked for.", json("VendorBody", "the models")),
  tells("ollama", "GET /api/ps", "What is loaded: the gateway loads nothing.", json("VendorBody", "an empty list")),
  tells("ollama", "POST /api/show", "One model.", json("VendorBody", "the model"), GONE),
  tells("ollama", "POST /api/pull", "What can be asked for needs no fetching.", json("VendorBody", "success"), GONE),
  ...["POST /api/push", "POST /api/create", "POST /api/copy", "DELETE /api/delete"].map((at) =>
    tells("ollama", at, "Models are managed at their runtime.", json("VendorBody", "not here", 501)),
  ),
  tells("anthropic", "GET /api/hello", "Claude Code's look whether anybody is there.", json("VendorBody", "hello")),
  ...["GET", "POST", "DELETE"].map((method) =>
    dialect("openai", `${method} /v1/{path}`, "Whatever else a provider serves, passed on to it.", OPENAI),
  ),
];
