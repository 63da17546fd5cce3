import type { Part } from "./part.ts";

/** Tokens as the provider counted them; `cached` and `reasoning` are shares of input and output. */
export type Usage = {
  readonly input: number;
  readonly output: number;
  readonly cached?: number;
  readonly reasoning?: number;
};

export const STOP_REASONS = ["stop", "length", "tool-calls", "content-filter", "other"] as const;
export type StopReason = (typeof STOP_REASONS)[number];

export type Choice = {
  readonly index: number;
  readonly parts: readonly Part[];
  readonly stop: StopReason;
  /** As the dialect writes them. */
  readonly logprobs?: unknown;
};

/** A whole answer; `id`, `model` and `created` (Unix seconds) are the provider's. */
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
  | { readonly type: "refusal"; readonly choice: number; readonly text: string }
  | {
      readonly type: "tool-call";
      readonly choice: number;
      /** Place of the call among the choice's calls. */
      readonly call: number;
      /** Present on the call's first event. */
      readonly id?: string;
      readonly name?: string;
      /** The next piece of the arguments' text. */
      readonly arguments: string;
    }
  | { readonly type: "stop"; readonly choice: number; readonly reason: StopReason }
  | { readonly type: "usage"; readonly usage: Usage }
  | { readonly type: "error"; readonly message: string; readonly code: string }
  | { readonly type: "end" };
