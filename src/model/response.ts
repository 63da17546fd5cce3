import type { Part } from "./part.ts";

/**
 * Tokens as the provider counted them. `input` is all of the prompt: `cached` (read from the provider's cache) and
 * `cacheWrite` (written to it) are shares of it, `reasoning` is a share of `output`.
 */
export type Usage = {
  readonly input: number;
  readonly output: number;
  readonly cached?: number;
  readonly cacheWrite?: number;
  readonly reasoning?: number;
};

export const STOP_REASONS = ["stop", "sequence", "length", "tool-calls", "content-filter", "pause", "other"] as const;
/** `sequence`: one of the client's own stop sequences · `pause`: the vendor asks to be called again to go on. */
export type StopReason = (typeof STOP_REASONS)[number];

export type Choice = {
  readonly index: number;
  readonly parts: readonly Part[];
  readonly stop: StopReason;
  /** The stop sequence that was met. */
  readonly sequence?: string;
  /** As the dialect writes them. */
  readonly logprobs?: unknown;
};

/** A whole answer; `id`, `model` and `created` (Unix seconds, 0 where the dialect has none) are the provider's. */
export type GatewayResponse = {
  readonly id: string;
  readonly model: string;
  readonly created: number;
  readonly choices: readonly Choice[];
  readonly usage?: Usage;
};

/** One step of a streamed answer. */
export type StreamEvent =
  | { readonly type: "start"; readonly id: string; readonly model: string; readonly created: number }
  | { readonly type: "text"; readonly choice: number; readonly text: string; readonly logprobs?: unknown }
  | { readonly type: "reasoning"; readonly choice: number; readonly text: string }
  /** The proof over the reasoning that went before, or reasoning that only the vendor can read. */
  | { readonly type: "seal"; readonly choice: number; readonly signature?: string; readonly sealed?: string }
  | { readonly type: "refusal"; readonly choice: number; readonly text: string }
  | {
      readonly type: "tool-call";
      readonly choice: number;
      /** Place of the call among the choice's calls. */
      readonly call: number;
      /** Id, name and kind are present on the call's first event. */
      readonly id?: string;
      readonly name?: string;
      readonly namespace?: string;
      readonly custom?: true;
      /** The next piece of the arguments' text. */
      readonly arguments: string;
    }
  | { readonly type: "stop"; readonly choice: number; readonly reason: StopReason; readonly sequence?: string }
  /** What is known so far; a later one completes or corrects it, field by field. */
  | { readonly type: "usage"; readonly usage: Partial<Usage> }
  | { readonly type: "error"; readonly message: string; readonly code: string }
  | { readonly type: "end" };
