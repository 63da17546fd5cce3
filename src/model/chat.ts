/** All that a chat request says, in no dialect's words: what a translation is made from. */
import type { CacheHint, Message } from "./part.ts";

export type Json = Readonly<Record<string, unknown>>;

/** `parameters` is a JSON Schema as the client sent it. `namespace` is the group some dialects put tools in. */
export type FunctionTool = {
  readonly kind: "function";
  readonly name: string;
  readonly namespace?: string;
  /** What the namespace is for; it stands with the first of its tools. */
  readonly namespaceDescription?: string;
  readonly description?: string;
  readonly parameters?: unknown;
  readonly strict?: boolean;
  readonly cache?: CacheHint;
};
/** A tool that is called with free text; `format` is the grammar of that text, where one is given. */
export type CustomTool = {
  readonly kind: "custom";
  readonly name: string;
  readonly namespace?: string;
  readonly namespaceDescription?: string;
  readonly description?: string;
  readonly format?: unknown;
};
/** A tool that the vendor runs itself (web search, code, …), as its dialect writes it. */
export type HostedTool = { readonly kind: "hosted"; readonly type: string; readonly value: Json };
export type Tool = FunctionTool | CustomTool | HostedTool;

export type ToolChoice =
  { readonly kind: "auto" | "none" | "required" } | { readonly kind: "tool"; readonly name: string };

export type Format =
  | { readonly kind: "text" | "json" }
  | {
      readonly kind: "schema";
      readonly name?: string;
      readonly description?: string;
      readonly schema?: unknown;
      readonly strict?: boolean;
    };

/** How much the model is to think. `budget` in tokens; `effort` in the vendors' common words (`none` … `max`). */
export type Reasoning = { readonly effort?: string; readonly budget?: number; readonly summary?: string };

/** What else a request asks for. Absent: the client left it to the model. */
export type Options = {
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly minP?: number;
  readonly stop?: readonly string[];
  readonly seed?: number;
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  readonly repeatPenalty?: number;
  readonly logitBias?: Json;
  /** Number of answers. */
  readonly choices?: number;
  /** Log probabilities, with so many alternatives for each token. */
  readonly logprobs?: number;
  readonly format?: Format;
  readonly toolChoice?: ToolChoice;
  readonly parallelTools?: boolean;
  readonly reasoning?: Reasoning;
  readonly verbosity?: string;
  /** Whom the client asks for, in the client's own numbering. */
  readonly user?: string;
  readonly metadata?: Json;
  readonly serviceTier?: string;
  /** Keep the answer at the vendor. */
  readonly store?: boolean;
  readonly cacheKey?: string;
  /** A stream is to report its tokens. */
  readonly streamUsage?: boolean;
  /** Context window to open the model with, tokens. */
  readonly contextSize?: number;
  /** How long the runtime keeps the model loaded. */
  readonly keepAlive?: string | number;
};

export type Chat = {
  readonly stream: boolean;
  readonly messages: readonly Message[];
  readonly tools: readonly Tool[];
  readonly options: Options;
  /** Fields there is no word for here, in their dialect's own: they travel in no translation. */
  readonly rest: Json;
};
