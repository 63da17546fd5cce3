/** Answers and errors of the gateway's own dialect. */
import type { Choice, GatewayResponse, StopReason, Usage } from "../model/response.ts";
import type { WireError } from "./codec.ts";
import { isObject } from "./json.ts";

/** What the model said. The door adds what was decided, who answered, and whether it has the form that was asked for. */
export type Said = {
  readonly output: string;
  readonly stop: StopReason;
  readonly confidence: number | null;
  readonly tokens: Usage | null;
  /** The output is the model's reason not to give one. */
  readonly refused?: true;
};

export function writeResponse(response: GatewayResponse): string {
  const [choice] = response.choices;
  const text = textOf(choice, "text");
  const refusal = text === "" ? textOf(choice, "refusal") : "";
  const said: Said = {
    output: text || refusal,
    stop: choice?.stop ?? "other",
    confidence: confidenceOf(choice?.logprobs),
    tokens: response.usage ?? null,
    ...(refusal === "" ? {} : { refused: true }),
  };
  return JSON.stringify(said);
}

/** OpenAI's words for an error that the gateway has a code of its own for. */
const OWN_CODES: Readonly<Record<string, string>> = { model_not_found: "unknown-model" };

/** The door adds the receipt. */
export function writeError({ code, message, because = "", hint = "" }: WireError): string {
  return JSON.stringify({ error: { code: OWN_CODES[code] ?? code, message, because, hint } });
}

function textOf(choice: Choice | undefined, type: "text" | "refusal"): string {
  return (choice?.parts ?? []).map((part) => (part.type === type ? part.text : "")).join("");
}

/** The geometric mean of the tokens' probabilities, where the provider told them; nothing else is a measure. */
function confidenceOf(logprobs: unknown): number | null {
  const tokens = isObject(logprobs) && Array.isArray(logprobs.content) ? logprobs.content : [];
  const logs = tokens.flatMap((one) => (isObject(one) && typeof one.logprob === "number" ? [one.logprob] : []));
  if (logs.length === 0 || logs.length !== tokens.length) return null;
  const mean = logs.reduce((sum, one) => sum + one, 0) / logs.length;
  return Math.round(Math.exp(Math.min(mean, 0)) * 1000) / 1000;
}
