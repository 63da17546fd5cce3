/** Reads the configuration file. Whatever is wrong with it is told with the line it stands on. */
import { readFileSync } from "node:fs";
import * as v from "valibot";
import { LineCounter, parseDocument } from "yaml";
import { type Config, ConfigSchema } from "../model/config.ts";
import { Problem } from "./problem.ts";
import { nearest } from "./suggest.ts";

/** Undefined where there is no file. Throws `Problem` config-unreadable or config-invalid. */
export function readConfigFile(path: string): Config | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    const because = error instanceof Error ? error.message : String(error);
    throw new Problem("config-unreadable", `the configuration ${path} cannot be read`, because, `check the permissions of ${path}`, {
      cause: error,
    });
  }
  return parseConfig(text, path);
}

/** `path` is for the message alone. Throws `Problem` config-invalid. */
export function parseConfig(text: string, path: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number | undefined) => {
    if (offset === undefined) return path;
    const { line, col } = lines.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  const broken = document.errors[0] ?? document.warnings[0];
  if (broken !== undefined) throw invalid(place(broken.pos[0]), `it is not valid YAML: ${broken.message}`, "mend that line");
  const read = v.safeParse(ConfigSchema, toJs(document, path));
  if (read.success) return read.output;
  const issue = deepest(read.issues[0]);
  const keys = (issue.path ?? []).map((step) => step.key as string | number);
  const name = keys.map((key, i) => (typeof key === "number" ? `[${key}]` : i === 0 ? key : `.${key}`)).join("");
  const where = place(offsetOf(document.contents, keys));
  if (issue.type === "strict_object" && issue.expected === "never") {
    const meant = nearest(String(keys.at(-1)), knownKeys(ConfigSchema));
    const hint = meant === undefined ? "remove it; docs/configuration.md lists every key" : `did you mean ${meant}?`;
    throw invalid(where, `there is no key ${name}`, hint);
  }
  const because = name === "" ? issue.message : `${name}: ${issue.message}`;
  throw invalid(where, because, "docs/configuration.md says what each key takes");
}

function toJs(document: ReturnType<typeof parseDocument>, path: string): unknown {
  try {
    // an empty file is a file without wishes
    return document.toJS() ?? { version: 1 };
  } catch (error) {
    throw invalid(path, error instanceof Error ? error.message : String(error), "use fewer aliases");
  }
}

/** Of a union's complaints, that of the member that came furthest. */
function deepest(issue: v.BaseIssue<unknown>): v.BaseIssue<unknown> {
  const inner = issue.issues?.toSorted((a, b) => (b.path?.length ?? 0) - (a.path?.length ?? 0))[0];
  if (inner === undefined || inner.path === undefined) return issue;
  return { ...inner, path: [...(issue.path ?? []), ...inner.path] } as v.BaseIssue<unknown>;
}

type Node = { readonly range?: readonly number[] | null; readonly items?: readonly unknown[] } | null | undefined;
type Pair = { readonly key: { readonly value?: unknown; readonly range?: readonly number[] | null }; readonly value: Node };

/** Where the last of these keys stands; where its parent does when it is not there at all. */
function offsetOf(root: unknown, keys: readonly (string | number)[]): number | undefined {
  let node = root as Node;
  let offset = node?.range?.[0];
  for (const key of keys) {
    if (typeof key === "number") {
      node = node?.items?.[key] as Node;
      offset = node?.range?.[0] ?? offset;
      continue;
    }
    const pair = (node?.items as readonly Pair[] | undefined)?.find((pair) => String(pair.key?.value) === key);
    if (pair === undefined) return offset;
    offset = pair.key.range?.[0] ?? offset;
    node = pair.value;
  }
  return offset;
}

/** Every key any part of a schema knows. */
export function knownKeys(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { entries, wrapped, item, value, options } = schema as Record<string, unknown>;
  const own = typeof entries === "object" && entries !== null ? Object.entries(entries) : [];
  const inner = [wrapped, item, value, ...(Array.isArray(options) ? options : []), ...own.map(([, entry]) => entry)];
  return [...new Set([...own.map(([key]) => key), ...inner.flatMap(knownKeys)])];
}

function invalid(where: string, because: string, hint: string): Problem {
  return new Problem("config-invalid", `the configuration is not valid at ${where}`, because, hint);
}
