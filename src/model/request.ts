import type { Message } from "./part.ts";
import type { Slot } from "./slot.ts";

export const DIALECTS = ["openai-chat"] as const;
export type Dialect = (typeof DIALECTS)[number];

/** A tool the model may call; `parameters` is a JSON Schema as the client sent it. */
export type Tool = { readonly name: string; readonly description?: string; readonly parameters?: unknown };

/** What a model must be able to do to serve a request. */
export type Need = "tools" | "images" | "json-schema";

/** A request as a codec read it: typed for decisions, with the original body beside it for sending on. */
export type GatewayRequest = {
  readonly dialect: Dialect;
  /** The model as the client named it. */
  readonly model: string;
  readonly stream: boolean;
  readonly messages: readonly Message[];
  readonly tools: readonly Tool[];
  readonly needs: readonly Need[];
  /** What else the client set, in its dialect's own words: sampling, response format, number of choices, … */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly slots: readonly Slot[];
  /** The body as received, decoded from UTF-8. */
  readonly body: string;
};
