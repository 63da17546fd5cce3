/** What other vendors' models thought, in the history of a client of the Responses dialect: its vendor refuses it. */
import { isObject, parseObject } from "./json.ts";
import { FOREIGN } from "./openai-responses-seal.ts";

/** The body without it, for this model; undefined where there is none. Throws `Malformed`. */
export function withoutForeign(body: string, model: string): string | undefined {
  if (!body.includes(`"${FOREIGN}`)) return undefined;
  const root = parseObject(body);
  if (!Array.isArray(root.input)) return undefined;
  const input: unknown[] = root.input.filter((item) => !isForeign(item));
  return input.length === root.input.length ? undefined : JSON.stringify({ ...root, model, input });
}

function isForeign(item: unknown): boolean {
  if (!isObject(item) || item.type !== "reasoning") return false;
  const { encrypted_content: encrypted } = item;
  return typeof encrypted === "string" && encrypted.startsWith(FOREIGN);
}
