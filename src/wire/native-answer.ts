/** Answers and errors of the gateway's own dialect: what the model said, held to the form that was asked for. */
import type { Chat } from "../model/chat.ts";
import type { Choice, GatewayResponse } from "../model/response.ts";
import type { Asked, WireError } from "./codec.ts";
import { isObject } from "./json.ts";
import { type Validation, validate } from "./native-schema.ts";

/** The door adds what was decided and who answered. */
export function writeResponse(response: GatewayResponse, { chat }: Asked): string {
  const [choice] = response.choices;
  const output = textOf(choice, "text") || textOf(choice, "refusal");
  return JSON.stringify({
    output,
    stop: choice?.stop ?? "other",
    confidence: confidenceOf(choice?.logprobs),
    validation: validationOf(output, choice, chat),
    tokens: response.usage ?? null,
  });
}

/** OpenAI's words for an error that the gateway has a code of its own for. */
const OWN_CODES: Readonly<Record<string, string>> = { model_not_found: "unknown-model" };

/** The door adds the receipt. */
export function writeError({ code, message, because = "", hint = "" }: WireError): string {
  return JSON.stringify({ error: { code: OWN_CODES[code] ?? code, message, because, hint } });
}

function validationOf(output: string, choice: Choice | undefined, { options: { format } }: Chat): Validation {
  if (choice?.stop === "length") return { valid: false, because: "the output broke off at the limit of tokens" };
  if (choice?.stop === "content-filter") return { valid: false, because: "the provider held the answer back" };
  if (output === "") return { valid: false, because: "the output is empty" };
  if (textOf(choice, "text") === "") return { valid: false, because: "the model refused to answer" };
  if (format === undefined || format.kind === "text") return { valid: true, because: "any text will do" };
  return validate(output, format.kind === "schema" ? (format.schema ?? {}) : undefined);
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
