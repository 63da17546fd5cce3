/** The configuration as text: YAML 1.2, read with the places of things, so that an error can say where it is. */
import * as v from "valibot";
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Pair, type ParsedNode, parseDocument } from "yaml";
import { type Config, type ConfigInput, ConfigSchema } from "../model/config.ts";
import { CHECK_AGAIN, configProblem, type Fault, faultOf, nameOf, SCHEMA } from "./config-issue.ts";
import type { Problem } from "./problem.ts";
import { schemasAt, type Step } from "./schema-walk.ts";

export type ConfigText = {
  /** Absent when there are problems. */
  readonly config?: Config;
  readonly problems: readonly Problem[];
  /** A `Problem` config-invalid at a place of this file. */
  problemAt(fault: Fault): Problem;
};

const TOO_DEEP = "it is nested too deeply to be read";

/** More are not told at once. */
const PROBLEM_LIMIT = 20;

/** What holds where the file has no such key. */
export type ConfigDefaults = Pick<ConfigInput, "providers">;

/** Never throws: whatever the text is, the outcome is a configuration or what is wrong with it. `file` is for messages. */
export function readConfigText(text: string, file: string, defaults: ConfigDefaults = {}): ConfigText {
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return [Math.max(line, 1), Math.max(col, 1)] as const;
  };
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: "1.2", merge: false });
    const problemAt = (fault: Fault) =>
      configProblem(file, ...at(offsetOf(document.contents, fault)), fault.because, fault.hint);
    // what the parser finds after its first error follows from it
    const broken = document.errors[0] ?? document.warnings[0];
    if (broken !== undefined) {
      const because = syntaxWords(broken.code, broken.message);
      return { problems: [configProblem(file, ...at(broken.pos[0]), because, CHECK_AGAIN)], problemAt };
    }
    const odd = misfits(document.contents, []);
    if (odd.length > 0) return { problems: odd.map(problemAt), problemAt };
    const value: unknown = document.toJS();
    const parsed = v.safeParse(ConfigSchema, isMapping(value) ? { ...defaults, ...value } : value);
    if (!parsed.success) {
      const faults = parsed.issues.map(faultOf).map((fault) => ({ fault, offset: offsetOf(document.contents, fault) }));
      const inOrder = faults.toSorted((a, b) => a.offset - b.offset).slice(0, PROBLEM_LIMIT);
      return { problems: inOrder.map(({ fault }) => problemAt(fault)), problemAt };
    }
    return { config: parsed.output, problems: [], problemAt };
  } catch {
    // the parser gives up on nesting without end, and on aliases that would swell to gigabytes
    const problemAt = (fault: Fault) => configProblem(file, 1, 1, fault.because, fault.hint);
    const fault = { path: [], atKey: false, because: TOO_DEEP, hint: CHECK_AGAIN };
    return { problems: [problemAt(fault)], problemAt };
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function syntaxWords(code: string, message: string): string {
  if (code === "DUPLICATE_KEY") return "the same key stands here twice";
  if (message.includes("call stack")) return TOO_DEEP;
  if (code === "MULTIPLE_DOCS") return "the file holds more than one document";
  return `it is not YAML here: ${message.split("\n", 1)[0]}`;
}

/** What the schema would let pass: keys that reach into JavaScript's own objects, and lists where groups belong. */
function misfits(node: unknown, path: readonly Step[]): readonly Fault[] {
  if (isSeq(node)) {
    const wanted = schemasAt(SCHEMA, path);
    if (wanted.length === 0 || wanted.some((schema) => schema.type === "array")) {
      return node.items.flatMap((item, index) => misfits(item, [...path, index]));
    }
    const because = `${nameOf(path)}: expected a group of keys, found a list`;
    const isGroup = wanted.some((schema) => schema.type === "strict_object" || schema.type === "record");
    return isGroup ? [{ path, atKey: false, because, hint: CHECK_AGAIN }] : [];
  }
  if (!isMap(node)) return [];
  return node.items.flatMap((pair) => {
    const key = keyOf(pair as Pair);
    if (key !== undefined && !(key in {})) return misfits(pair.value, [...path, key]);
    const because = `${nameOf(path)} has a key that cannot be one`;
    return [{ path: key === undefined ? path : [...path, key], atKey: true, because, hint: CHECK_AGAIN }];
  });
}

function keyOf({ key }: Pair): string | undefined {
  return isScalar(key) && ["string", "number", "boolean"].includes(typeof key.value) ? String(key.value) : undefined;
}

/** The offset of what stands at a path, or of the nearest thing around it. */
function offsetOf(root: ParsedNode | null, { path, atKey }: Fault): number {
  let node: unknown = root;
  let offset = root?.range[0] ?? 0;
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) return offset;
    const pair = isMap(node) ? node.items.find((pair) => keyOf(pair as Pair) === String(step)) : undefined;
    const next: unknown = isSeq(node) ? node.items[Number(step)] : pair?.value;
    const keyStart = startOf(pair?.key);
    offset = (index === path.length - 1 && atKey ? keyStart : (startOf(next) ?? keyStart)) ?? offset;
    node = next;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  const range = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
  return Array.isArray(range) && typeof range[0] === "number" ? range[0] : undefined;
}
