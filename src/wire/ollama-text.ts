/** What a message says in words: Ollama has one text to a message. */
import type { Part } from "../model/part.ts";
import { documentWords } from "./document-text.ts";

/** What the dialect has no word for is left out; `says` tells so. */
export function textOf(parts: readonly Part[]): string {
  return parts
    .map(wordsOf)
    .filter((words) => words !== "")
    .join("\n\n");
}

function wordsOf(part: Part): string {
  if (part.type === "text" || part.type === "refusal") return part.text;
  return part.type === "document" ? (documentWords(part) ?? "") : "";
}

export function thinkingOf(parts: readonly Part[]): string {
  return parts.map((part) => (part.type === "reasoning" ? part.text : "")).join("");
}
