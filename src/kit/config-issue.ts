/** What is wrong with a configuration, in words: where it stands, why it cannot be, what to write instead. */
import type { BaseIssue } from "valibot";
import { ConfigSchema } from "../model/config.ts";
import { Problem } from "./problem.ts";
import { keysAt, type SchemaNode, type Step, wordsAt } from "./schema-walk.ts";
import { nearest } from "./suggest.ts";

export const SCHEMA = ConfigSchema as unknown as SchemaNode;

export const CHECK_AGAIN = "correct it, then: gateway config validate";

/** A place in the file and what is wrong there; line and column count from 1. */
export type Fault = {
  readonly path: readonly Step[];
  /** Whether it is the key itself that is wrong, not its value. */
  readonly atKey: boolean;
  readonly because: string;
  readonly hint: string;
};

/** A value of the file is never repeated in words: it may be a key that somebody wrote where none belongs. */
export function faultOf(issue: BaseIssue<unknown>): Fault {
  const items = issue.path ?? [];
  const path = items.map((item) => item.key).filter((key) => typeof key === "string" || typeof key === "number");
  const atKey = items.at(-1)?.origin === "key";
  if (issue.type === "strict_object" && atKey) return keyFault(path, issue.expected === "never");
  const name = nameOf(path);
  const words = wordsAt(SCHEMA, path);
  if (issue.kind === "schema" && words.length > 0) {
    const meant = typeof issue.input === "string" ? nearest(issue.input.slice(0, 64), words) : undefined;
    const hint = meant === undefined ? CHECK_AGAIN : `${path.findLast((step) => typeof step === "string")}: ${meant}`;
    return { path, atKey, because: `${name} can be ${listOf(words)}`, hint };
  }
  return { path, atKey, because: `${name}: ${wanted(issue)}`, hint: CHECK_AGAIN };
}

export function configProblem(file: string, line: number, column: number, because: string, hint: string): Problem {
  return new Problem("config-invalid", `the configuration is not valid at ${file}:${line}:${column}`, because, hint);
}

/** `providers.llama.kind`, `policy[0].when`. */
export function nameOf(path: readonly Step[]): string {
  if (path.length === 0) return "the file";
  return path.reduce<string>((name, step) => {
    if (typeof step === "number") return `${name}[${step}]`;
    return name === "" ? step : `${name}.${step}`;
  }, "");
}

function keyFault(path: readonly Step[], unknown: boolean): Fault {
  const key = String(path.at(-1));
  const parent = path.slice(0, -1);
  const where = nameOf(parent);
  if (!unknown) {
    const words = wordsAt(SCHEMA, path);
    const example = key === "version" ? "1" : words.length > 0 ? words.join(" | ") : "…";
    return {
      path: parent,
      atKey: true,
      because: `${where} has no '${key}', and needs one`,
      hint: `${key}: ${example}`,
    };
  }
  const keys = keysAt(SCHEMA, parent);
  const meant = nearest(key.slice(0, 64), keys);
  const hint = meant === undefined ? `one of its keys: ${keys.join(", ")}` : `${meant}: …`;
  return { path, atKey: true, because: `${where} knows no key '${key}'`, hint };
}

/** What valibot says when the schema gives no words of its own. */
const STOCK = /^Invalid \w+: Expected /;

function wanted(issue: BaseIssue<unknown>): string {
  const { requirement } = issue;
  if (issue.type === "min_value") return `expected at least ${String(requirement)}`;
  if (issue.type === "max_value") return `expected at most ${String(requirement)}`;
  if (issue.type === "non_empty" || issue.type === "min_length") return "expected something, found nothing";
  if (issue.type === "integer") return "expected a whole number";
  if (!STOCK.test(issue.message)) return issue.message;
  return `expected ${kindWords(issue)}, found ${article(issue.input)}`;
}

const KINDS: Readonly<Record<string, string>> = {
  strict_object: "a group of keys",
  record: "a group of names",
  array: "a list",
  string: "text",
  number: "a number",
  boolean: "true or false",
};

function kindWords(issue: BaseIssue<unknown>): string {
  if (issue.type === "union") return "text, or a list of texts with something in it";
  return KINDS[issue.type] ?? String(issue.expected);
}

function article(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  return { string: "text", number: "a number", boolean: "true or false" }[typeof value as string] ?? "a group of keys";
}

function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
