/** JSON Schemas of callers: those that would take for ever are refused, the others hold an answer to its form. */
import { type Schema, Validator } from "@cfworker/json-schema";
import { isObject } from "../wire/json.ts";

export type Validation = { readonly valid: boolean; readonly because: string };

/** Subschemas that one value may be held against; references that double at each step pass this after a dozen. */
const STEPS_MAX = 20_000;
const PATTERN_MAX = 500;

/** A repeated group with a repetition or a choice inside: such a pattern may take exponential time. */
const NESTED = /\((?:[^()\\]|\\.)*(?:[+*}|])(?:[^()\\]|\\.)*\)[+*{]/;

const REASONS_MAX = 3;

/** Why a schema is not used, or undefined where it is. */
export function schemaFault(schema: unknown): string | undefined {
  const known = new Map<unknown, number>();
  let fault: string | undefined;

  /** Steps to hold one value against a schema; what refers back to itself goes down into the value, and ends with it. */
  function steps(node: unknown): number {
    if (!isObject(node) && !Array.isArray(node)) return 0;
    const before = known.get(node);
    if (before !== undefined) return before;
    known.set(node, 1);
    let sum = 1;
    for (const [key, held] of Object.entries(node)) {
      if (key === "pattern" || key === "patternProperties") checkPatterns(held);
      sum += key === "$ref" && typeof held === "string" ? referred(held) : steps(held);
      if (sum > STEPS_MAX) fault ??= "it refers to itself too many times over";
      if (fault !== undefined) return sum;
    }
    known.set(node, sum);
    return sum;
  }

  function referred(ref: string): number {
    const target = ref.startsWith("#") ? pointer(schema, ref.slice(1)) : undefined;
    if (target === undefined) fault ??= "it refers to what is not in it";
    return steps(target);
  }

  function checkPatterns(held: unknown): void {
    const patterns = typeof held === "string" ? [held] : isObject(held) ? Object.keys(held) : [];
    for (const pattern of patterns) {
      if (pattern.length > PATTERN_MAX || NESTED.test(pattern))
        fault ??= "a pattern in it may take for ever: write it without a repeated group inside a repeated one";
      else if (!isPattern(pattern)) fault ??= "a pattern in it is no regular expression";
    }
  }

  try {
    steps(schema);
  } catch (error) {
    if (error instanceof RangeError) return "it is nested too deeply";
    throw error;
  }
  return fault;
}

/** Whether an answer is JSON that follows the schema; `schema` undefined: whether it is JSON. */
export function validate(output: string, schema: unknown): Validation {
  let value: unknown;
  try {
    value = JSON.parse(output);
  } catch {
    return { valid: false, because: "the output is not JSON" };
  }
  if (schema === undefined) return { valid: true, because: "the output is JSON" };
  try {
    const { valid, errors } = new Validator(schema as Schema, "2020-12", false).validate(value);
    if (valid) return { valid, because: "the output follows the schema" };
    // the first errors only say that something inside is wrong; those that say what follow
    const said = errors.filter((one) => !/^(?:properties|items|allOf|\$ref|prefixItems)$/.test(one.keyword));
    const reasons = (said.length === 0 ? errors : said).slice(0, REASONS_MAX);
    return { valid, because: reasons.map((one) => `${one.instanceLocation}: ${one.error}`).join(" ") };
  } catch (error) {
    return {
      valid: false,
      because: `the schema cannot be followed: ${error instanceof Error ? error.message : "error"}`,
    };
  }
}

function pointer(root: unknown, path: string): unknown {
  let node = root;
  if (path !== "" && !path.startsWith("/")) return anchored(root, path);
  for (const step of path.split("/").slice(1)) {
    const key = decode(step).replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, key)) return undefined;
    node = (node as Record<string, unknown>)[key];
  }
  return node;
}

function anchored(root: unknown, name: string): unknown {
  const definitions = isObject(root) ? [root, ...Object.values(isObject(root.$defs) ? root.$defs : {})] : [];
  return definitions.find((one) => isObject(one) && one.$anchor === name);
}

function decode(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, "u") instanceof RegExp;
  } catch {
    return false;
  }
}
