/** The providers there are, as rows: a new one is one row and no code. */
import type { ProviderConfig } from "../model/config.ts";
import type { Reach } from "../model/level.ts";
import type { Provider } from "../model/provider.ts";
import type { Dialect } from "../model/request.ts";
import { nearest } from "../kit/suggest.ts";
import { Problem } from "../kit/problem.ts";

export type Row = {
  readonly kind: string;
  readonly title: string;
  readonly speaks: readonly Dialect[];
  /** Where it is found when the configuration names no URL. */
  readonly url?: string;
  /** Absent: told by the URL. */
  readonly reach?: Reach;
  /** Whether it needs a key, and where one usually stands. */
  readonly key?: string;
  /** The header its key goes in; absent: `authorization`, as a bearer token. */
  readonly keyHeader?: "x-api-key";
  /** It is the vendor of its dialect: without a key of ours, a client's own may go to it. */
  readonly takesClientKey?: true;
  /** How the names of its models begin: such a name is its own, also where nobody has a list. */
  readonly names?: readonly string[];
  /** What it asks for in each request, unless the client sends its own. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Fields of a translated request that it knows under another name. */
  readonly renames?: Readonly<Record<string, string>>;
  /** It closes connections after a stream and does not say so: none is used twice. */
  readonly hangsUp?: true;
  /** Fields of a translated request that it answers with an error. */
  readonly refuses?: readonly Refusable[];
};

export type Refusable = "metadata" | "messages[].reasoning_content" | "messages[].name";

/** The kind that answers from inside this program. */
export const DEMO = "demo";

const ANTHROPIC_VERSION = { "anthropic-version": "2023-06-01" };

const OPENAI: readonly Dialect[] = ["openai-chat", "openai-completions", "openai-embeddings"];
const MORE: readonly Dialect[] = [...OPENAI, "pass-through"];
const RESPONSES: readonly Dialect[] = [...OPENAI, "openai-responses"];
const MESSAGES: readonly Dialect[] = ["anthropic-messages", "anthropic-count-tokens", "pass-through"];
const OLLAMA: readonly Dialect[] = ["ollama-chat", "ollama-generate", "ollama-embed", "ollama-embeddings"];

export const CATALOGUE: readonly Row[] = [
  { kind: "ollama", title: "Ollama", speaks: [...OPENAI, ...OLLAMA], url: "http://127.0.0.1:11434/v1" },
  { kind: "lmstudio", title: "LM Studio", speaks: RESPONSES, url: "http://127.0.0.1:1234/v1" },
  { kind: "localai", title: "LocalAI", speaks: MORE, url: "http://127.0.0.1:8080/v1" },
  {
    kind: "llama-cpp",
    title: "llama.cpp server",
    // its Responses streams leave out the indexes that OpenAI's own SDK insists on: told from its chat they have them
    speaks: [...OPENAI, ...MESSAGES],
    url: "http://127.0.0.1:9931/v1",
    hangsUp: true,
  },
  { kind: "vllm", title: "vLLM", speaks: [...RESPONSES, "pass-through"], url: "http://127.0.0.1:8000/v1" },
  {
    kind: "openai",
    title: "OpenAI",
    speaks: [...RESPONSES, "pass-through"],
    names: [
      "gpt-",
      "chatgpt-",
      "codex-",
      "o1",
      "o3",
      "o4",
      "text-embedding-",
      "whisper-",
      "tts-",
      "dall-e-",
      "omni-moderation-",
    ],
    url: "https://api.openai.com/v1",
    reach: "external",
    key: "env:OPENAI_API_KEY",
    takesClientKey: true,
    renames: { max_tokens: "max_completion_tokens" },
    // it takes metadata of what it keeps only, and no thoughts but its own
    refuses: ["metadata", "messages[].reasoning_content"],
  },
  {
    kind: "anthropic",
    title: "Anthropic",
    speaks: MESSAGES,
    names: ["claude-"],
    url: "https://api.anthropic.com",
    reach: "external",
    key: "env:ANTHROPIC_API_KEY",
    keyHeader: "x-api-key",
    takesClientKey: true,
    headers: ANTHROPIC_VERSION,
  },
  {
    kind: "groq",
    title: "Groq",
    speaks: ["openai-chat", "pass-through"],
    url: "https://api.groq.com/openai/v1",
    reach: "external",
    key: "env:GROQ_API_KEY",
    refuses: ["messages[].reasoning_content", "messages[].name"],
  },
  {
    kind: "mistral",
    title: "Mistral",
    speaks: ["openai-chat", "openai-embeddings", "pass-through"],
    names: ["mistral-", "ministral-", "magistral-", "codestral-", "devstral-", "pixtral-"],
    url: "https://api.mistral.ai/v1",
    reach: "external",
    key: "env:MISTRAL_API_KEY",
    renames: { seed: "random_seed" },
    refuses: ["metadata", "messages[].reasoning_content", "messages[].name"],
  },
  {
    kind: "openrouter",
    title: "OpenRouter",
    speaks: ["openai-chat", "openai-completions", "pass-through"],
    url: "https://openrouter.ai/api/v1",
    reach: "external",
    key: "env:OPENROUTER_API_KEY",
  },
  { kind: "openai-compatible", title: "any server that speaks OpenAI's dialects", speaks: MORE },
  {
    kind: "anthropic-compatible",
    title: "any server that speaks Anthropic's",
    speaks: MESSAGES,
    keyHeader: "x-api-key",
    headers: ANTHROPIC_VERSION,
  },
  {
    kind: DEMO,
    title: "the built-in demonstration, not a model",
    speaks: ["openai-chat"],
    url: "demo:",
    reach: "device",
  },
];

/** A provider of the configuration, with how it is to be called. Seconds. */
export type Place = Provider & {
  readonly models: readonly string[];
  readonly keyHeader: "authorization" | "x-api-key";
  /** Whether a client's own key may go to it: where the configuration says `key: client`, or there is no other. */
  readonly clientKey: "always" | "else" | "never";
  readonly headers: Readonly<Record<string, string>>;
  readonly renames: Readonly<Record<string, string>>;
  readonly refuses: readonly Refusable[];
  readonly hangsUp: boolean;
  readonly timeouts: { readonly connect: number; readonly firstByte: number; readonly idle: number };
};

/** Throws `Problem` config-invalid: unknown kind, missing URL, or a reach that the URL contradicts. */
export function placeOf(name: string, config: ProviderConfig): Place {
  const row = CATALOGUE.find((row) => row.kind === config.kind);
  if (row === undefined) {
    const kinds = CATALOGUE.map((row) => row.kind);
    const hint = nearest(config.kind, kinds);
    throw invalid(
      name,
      `there is no kind '${config.kind}'`,
      `kind: ${hint ?? "openai-compatible"} (one of ${kinds.join(", ")})`,
    );
  }
  const url = config.url ?? row.url;
  if (url === undefined) throw invalid(name, `the kind ${row.kind} has no URL of its own`, "add url: http://…/v1");
  const key = config.key ?? row.key;
  return {
    name,
    kind: row.kind,
    speaks: config.dialects ?? row.speaks,
    url: url.replace(/\/+$/, ""),
    reach: reachOf(name, url, config.reach ?? row.reach),
    ...(key === undefined ? {} : { key }),
    ...(row.names === undefined ? {} : { names: row.names }),
    models: config.models ?? [],
    keyHeader: row.keyHeader ?? "authorization",
    clientKey: key === "client" ? "always" : config.key === undefined && row.takesClientKey === true ? "else" : "never",
    headers: row.headers ?? {},
    renames: row.renames ?? {},
    refuses: row.refuses ?? [],
    hangsUp: row.hangsUp ?? false,
    timeouts: { connect: config.connect_timeout, firstByte: config.first_byte_timeout, idle: config.idle_timeout },
  };
}

/** Without a word of the user's, what is not on this machine is a third party's. */
function reachOf(name: string, url: string, said: Reach | undefined): Reach {
  const loopback = url === "demo:" || isLoopback(new URL(url).hostname);
  if (said === "device" && !loopback) {
    throw invalid(
      name,
      `reach: device, but ${new URL(url).hostname} is another machine`,
      "reach: network, if you own that host",
    );
  }
  return said ?? (loopback ? "device" : "external");
}

export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  return host === "localhost" || host.endsWith(".localhost") || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

function invalid(name: string, because: string, hint: string): Problem {
  return new Problem("config-invalid", `the provider '${name}' cannot be used`, because, hint);
}
