/**
 * The arguments of a tool call. Anthropic's dialect has them as an object where others have the text that the model wrote;
 * numbers keep their digits in both directions (an id of nineteen digits is no JavaScript number).
 */
import { isObject, type Json } from "./json.ts";

type RawJson = { readonly rawJSON: (text: string) => object };
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/** ECMAScript's JSON.parse source text access, which the compiler's library does not know yet. */
const { rawJSON } = JSON as unknown as RawJson;
const parseWith = JSON.parse as (text: string, reviver: Reviver) => unknown;

/** A number in here may be more than a JavaScript number can hold. */
const LONG_NUMBER = /[:,[\s]-?\d{16}/;

/** Under what key arguments stand that are no object. */
const INPUT = "input";

/** Throws `SyntaxError`, as `JSON.parse` does. Numbers that would change are kept as `JSON.stringify` writes them. */
function parseExact(text: string): unknown {
  return parseWith(text, (_, value, { source }) =>
    typeof value === "number" && source !== undefined && String(value) !== source ? rawJSON(source) : value,
  );
}

/** The same value, parsed from the same text so that long numbers in it can be written again. */
export function withLongNumbers(value: Json, text: string): Json {
  if (!LONG_NUMBER.test(text)) return value;
  try {
    const exact = parseExact(text);
    return isObject(exact) ? exact : value;
  } catch {
    // it is nested too deeply to be gone through like this
    return value;
  }
}

/** An input that is text already, or none at all, is taken as it is. */
export function argumentsOf(input: unknown): string {
  if (typeof input === "string") return input;
  return JSON.stringify(input ?? {});
}

/** What is no object becomes one: the vendor refuses anything else. */
export function inputOf(text: string): Json {
  if (text.trim() === "") return {};
  try {
    const value = parseExact(text);
    return isObject(value) && !("rawJSON" in value && Object.isFrozen(value)) ? value : { [INPUT]: value };
  } catch {
    return { [INPUT]: text };
  }
}
