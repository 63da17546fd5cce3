/** Which language people speak in a text: by its small words, its letters and its writing. Undefined when that does not tell. */
import { LETTERS, SCRIPTS, SMALL_WORDS } from "./language-words.ts";

/** Enough to tell; more would only cost, UTF-16 units. */
const SAMPLE = 4_000;

/** The share of the letters that a writing system must have. A Japanese text holds Chinese characters too. */
const SCRIPT_SHARE = 0.3;
const KANA_SHARE = 0.1;

/** Points that the best must have, and how far it must lead. */
const ENOUGH = 1;
const LEAD = 1.25;

type Weights = ReadonlyMap<string, readonly (readonly [string, number])[]>;

/** A word that several languages have speaks for each of them the less. */
const WEIGHTS: Weights = weightsOf(SMALL_WORDS);

export function languageOf(prose: string): string | undefined {
  const text = prose.slice(0, SAMPLE).toLowerCase();
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters < 4) return undefined;
  for (const [script, language] of SCRIPTS) {
    const share = (text.match(script)?.length ?? 0) / letters;
    const needed = language === "ja" || language === "uk" ? KANA_SHARE : SCRIPT_SHARE;
    if (share >= (language === "uk" ? 0.03 : needed)) return language;
  }
  return best(scores(text));
}

function scores(text: string): ReadonlyMap<string, number> {
  const points = new Map<string, number>();
  const add = (language: string, more: number) => points.set(language, (points.get(language) ?? 0) + more);
  for (const word of text.match(/[¿¡]?\p{L}[\p{L}'’]*/gu) ?? []) {
    for (const [language, weight] of WEIGHTS.get(word.replace("’", "'")) ?? []) add(language, weight);
  }
  for (const [letter, languages] of LETTERS) {
    const times = Math.min(text.match(letter)?.length ?? 0, 4);
    if (times > 0) for (const language of languages) add(language, (times * 0.7) / languages.length);
  }
  return points;
}

function best(points: ReadonlyMap<string, number>): string | undefined {
  const [first, second] = [...points].sort((a, b) => b[1] - a[1]);
  if (first === undefined || first[1] < ENOUGH) return undefined;
  return second === undefined || first[1] >= second[1] * LEAD ? first[0] : undefined;
}

function weightsOf(words: Readonly<Record<string, string>>): Weights {
  const speakers = new Map<string, string[]>();
  for (const [language, list] of Object.entries(words)) {
    for (const word of new Set(list.split(" "))) speakers.set(word, [...(speakers.get(word) ?? []), language]);
  }
  return new Map([...speakers].map(([word, who]) => [word, who.map((one) => [one, 1 / who.length] as const)]));
}
