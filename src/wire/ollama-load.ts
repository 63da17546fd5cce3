/**
 * A request without a prompt asks Ollama to load a model, or with `keep_alive: 0` to let it go (Ollama API reference,
 * "Load a model"). Providers of other dialects load when they are asked: to such a request the answer is known.
 */
import type { GatewayRequest } from "../model/request.ts";
import { isObject, parseRequest } from "./json.ts";
import { lineOf, type Shape } from "./ollama-answer.ts";

/** `at`: Unix milliseconds. Undefined where there is a prompt. */
export function loaded(shape: Shape, { messages, model, body }: GatewayRequest, at: number): string | undefined {
  if (messages > 0) return undefined;
  const root = parseRequest(body);
  const leaves = isObject(root) && (root.keep_alive === 0 || root.keep_alive === "0");
  const head = { model, created_at: new Date(at).toISOString() };
  const end = { done: true, done_reason: leaves ? "unload" : "load" };
  return lineOf(shape, head, { text: "", thinking: "", calls: "" }, end);
}
