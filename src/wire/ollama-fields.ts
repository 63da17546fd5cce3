/** The fields that Ollama's dialects have in common, looked at one by one. */
import type { Place } from "../model/slot.ts";
import { Malformed, type Said } from "./codec.ts";
import { optional } from "./json.ts";
import { isWord } from "./texts.ts";

/** Fields whose words are the dialect's own, as long as they look like it. */
const WORDS = new Set(["model", "format", "think", "keep_alive"]);

export const NONE: Said = { slots: [], needs: [] };

/** Kept as it is, and every text in it is classified; `text` is its JSON. Throws `Malformed`. */
export function readField(field: string, value: unknown, text: string): Said {
  if (field === "stream") optional({ stream: value }, field, "boolean", field);
  if (typeof value === "string") return WORDS.has(field) && isWord(value) ? NONE : saying(value, "field");
  if (typeof value !== "object" || value === null) return NONE;
  const needs = field === "format" && !Array.isArray(value) ? (["json-schema"] as const) : [];
  return { slots: [{ text, place: "field", path: [], form: "json" }], needs };
}

/** A field that is one text. */
export function saying(text: string, place: Place): Said {
  return text === "" ? NONE : { slots: [{ text, place, path: [], form: "text" }], needs: [] };
}

/** The same, checked. Throws `Malformed`. */
export function readText(field: string, value: unknown, place: Place): Said {
  if (value === null) return NONE;
  if (typeof value !== "string") throw new Malformed(`The field ${field} is not a string`, field);
  return saying(value, place);
}

/** Numbers alone, such as tokens, are no text. */
export function isNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "number");
}
