import { closest, distance } from "fastest-levenshtein";

/** The word that was probably meant; undefined when none is near. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  if (words.length === 0) return undefined;
  const best = closest(word, words);
  return distance(word, best) <= Math.min(Math.max(2, best.length / 3), best.length - 1) ? best : undefined;
}
