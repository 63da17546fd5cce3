import type { Message } from "./part.ts";

/** A tool the model may call; `parameters` is a JSON Schema as the client sent it. */
export type Tool = { readonly name: string; readonly description?: string; readonly parameters?: unknown };

/** All that a chat request says, in no dialect's words: what a translation is made from. */
export type Chat = {
  readonly stream: boolean;
  readonly messages: readonly Message[];
  readonly tools: readonly Tool[];
  /** What else the client set, in its dialect's own words: sampling, response format, number of choices, … */
  readonly settings: Readonly<Record<string, unknown>>;
};
