/**
 * What other vendors' models thought, in the history of a client of Anthropic's dialect. It stands there under marks of ours,
 * and Anthropic refuses it: signatures that are none of its own, and data that it has not sealed.
 */
import { withLongNumbers } from "./anthropic-input.ts";
import { isObject, type Json, parseObject } from "./json.ts";
import { OWN } from "./openai-responses-seal.ts";

export type Turn = { readonly role: "user" | "assistant" | "system"; readonly content: readonly Json[] };

/** The signature of a thought that nobody has signed. */
export const UNSIGNED = "gateway_unsigned";

/** The body without it, for this model; undefined where there is none. Throws `Malformed`. */
export function withoutForeign(body: string, model: string): string | undefined {
  if (!body.includes(`"${UNSIGNED}"`) && !body.includes(`"${OWN}`)) return undefined;
  const root = withLongNumbers(parseObject(body), body);
  const before: readonly unknown[] = Array.isArray(root.messages) ? root.messages : [];
  const messages = before.flatMap(cleaned);
  if (messages.length === before.length && messages.every((message, i) => message === before[i])) return undefined;
  const asks = isObject(root.thinking) && root.thinking.type === "enabled" && lacksThoughts(messages.flatMap(turnOf));
  return JSON.stringify({ ...root, model, messages, ...(asks ? { thinking: { type: "disabled" } } : {}) });
}

/** A message that held nothing else goes with it. */
function cleaned(message: unknown): unknown[] {
  if (!isObject(message) || !Array.isArray(message.content) || !message.content.some(isForeign)) return [message];
  const content: unknown[] = message.content.filter((block) => !isForeign(block));
  return content.length === 0 ? [] : [{ ...message, content }];
}

function isForeign(block: unknown): boolean {
  if (!isObject(block)) return false;
  const { type, signature, data } = block;
  if (type === "thinking") return signature === UNSIGNED;
  return type === "redacted_thinking" && typeof data === "string" && data.startsWith(OWN);
}

function turnOf(message: unknown): Turn[] {
  if (!isObject(message) || (message.role !== "user" && message.role !== "assistant")) return [];
  const { role, content } = message;
  return [{ role, content: Array.isArray(content) ? content.filter(isObject) : [] }];
}

/** The API refuses to think with a budget in the middle of a round of tools that did not begin with a thought. */
export function lacksThoughts(turns: readonly Turn[]): boolean {
  const calling = turns.findLast(({ role }) => role === "assistant");
  if (turns.at(-1)?.role !== "user" || calling?.content.some(({ type }) => type === "tool_use") !== true) return false;
  return !["thinking", "redacted_thinking"].includes(String(calling.content[0]?.type));
}
