/**
 * Every text in a value, with the path to it. What a dialect's rules do not name is a text too: a field that a vendor adds
 * tomorrow is classified today.
 */
import type { Place, Slot } from "../model/slot.ts";
import { isObject, type Json, type Path } from "./json.ts";

export type TextRules = {
  /** Keys whose strings are names, ids and the dialect's own words, as long as they look like it. */
  readonly words: ReadonlySet<string>;
  /** Keys whose lists and objects are gone through; any other is one text, in JSON. */
  readonly inside: ReadonlySet<string>;
  /** Keys of what is no text (encoded bytes, signatures), as long as it looks like it. */
  readonly encoded: ReadonlySet<string>;
  /** Whether a key that is otherwise encoded, or a word, holds human text in this object. */
  readonly plain?: (key: string, value: Json) => boolean;
  /** Where the texts under a key stand, or those of an object found there; undefined for where they stood before. */
  readonly placeOf?: (key: string, value: Json) => Place | undefined;
};

/** What a name, an id or a word of a dialect looks like. */
const WORD = /^[\w.:/-]{1,64}$/;
const ENCODED = /^[\w+/=-]*$/;
const DATA_URL = /^data:[\w.+/-]{1,100};base64,[\w+/=-]*$/;

/** Steps into a value; what lies deeper is one text, in JSON. */
const DEPTH_MAX = 64;

export function isWord(value: string): boolean {
  return WORD.test(value);
}

export function textsIn(value: Json, place: Place, rules: TextRules): Slot[] {
  const slots: Slot[] = [];
  walkObject(value, place, [], rules, slots);
  return slots;
}

function walkObject(value: Json, place: Place, path: Path, rules: TextRules, slots: Slot[]): void {
  for (const key in value) {
    const held = value[key];
    if (typeof held === "string") {
      if (!isNoText(key, held, rules) || (held !== "" && rules.plain?.(key, value) === true))
        slots.push({ text: held, place, path: [...path, key], form: "text" });
    } else if (typeof held === "object" && held !== null) walk(key, held, place, [...path, key], rules, slots);
  }
}

function walk(key: string, value: object, place: Place, path: Path, rules: TextRules, slots: Slot[]): void {
  if (!rules.inside.has(key) || path.length > DEPTH_MAX) {
    slots.push({ text: JSON.stringify(value), place: placeAt(key, value, place, rules), path, form: "json" });
    return;
  }
  if (!Array.isArray(value)) {
    walkObject(value as Json, placeAt(key, value, place, rules), path, rules, slots);
    return;
  }
  for (let i = 0; i < value.length; i++) {
    const held: unknown = value[i];
    if (typeof held === "string") {
      if (!isNoText(key, held, rules)) slots.push({ text: held, place, path: [...path, i], form: "text" });
    } else if (isObject(held)) walkObject(held, placeAt(key, held, place, rules), [...path, i], rules, slots);
    else if (Array.isArray(held)) slots.push({ text: JSON.stringify(held), place, path: [...path, i], form: "json" });
  }
}

function placeAt(key: string, value: object, place: Place, rules: TextRules): Place {
  return rules.placeOf?.(key, value as Json) ?? place;
}

function isNoText(key: string, value: string, rules: TextRules): boolean {
  if (value === "") return true;
  if (rules.words.has(key)) return WORD.test(value);
  if (rules.encoded.has(key)) return ENCODED.test(value) || DATA_URL.test(value);
  return value.startsWith("data:") && DATA_URL.test(value);
}
