/** What of a chat is lost on its way into a dialect. */
import type { Chat } from "../model/chat.ts";
import { type Cell, FEATURES, type Feature, type Says } from "./features.ts";
import { isWord } from "./texts.ts";

/** What of a request a dialect cannot say: each with its reason. */
export type Losses = {
  readonly dropped: readonly string[];
  /** The first thing without which the answer would be another. */
  readonly refused?: string;
};

export function lossesOf(chat: Chat, says: Says): Losses {
  // a field's name is the client's word, and a receipt holds none of those
  const dropped = Object.keys(chat.rest).map(
    (field) => `${isWord(field) ? field : "a field"}: of the client's dialect`,
  );
  for (const [feature, [cell, because]] of Object.entries(says) as [Feature, readonly [Cell, string]][]) {
    if ((cell !== "dropped" && cell !== "refused") || !FEATURES[feature](chat)) continue;
    if (cell === "refused") return { dropped, refused: `${feature}: ${because}` };
    dropped.push(`${feature}: ${because}`);
  }
  return { dropped };
}
