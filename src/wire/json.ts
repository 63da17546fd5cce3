/** Values that came as JSON, looked at one by one. */
import { Malformed } from "./codec.ts";

export type Json = Readonly<Record<string, unknown>>;

export type Path = readonly (string | number)[];

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

type Kinds = { boolean: boolean; string: string; number: number };

/** A field that may be missing or null. Throws `Malformed` when it is of another kind; `at` says where it stands. */
export function optional<K extends keyof Kinds>(
  object: Json,
  key: string,
  kind: K,
  at: string | (() => string),
): Kinds[K] | undefined {
  const value = object[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === kind) return value as Kinds[K];
  throw new Malformed(`The field ${key} is not a ${kind}`, typeof at === "string" ? at : at());
}

/** As a client's error shows it: `messages[2].content[0].text`. */
export function dotted(path: Path): string {
  return path.map((step, i) => (typeof step === "number" ? `[${step}]` : i === 0 ? step : `.${step}`)).join("");
}

/** Throws `Malformed`. */
export function parseRequest(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    const deep = error instanceof RangeError;
    throw new Malformed(deep ? "The request is nested too deeply" : "The request's body is not valid JSON");
  }
}

/** Goes down into a value, as far as there is room on the stack. Throws `Malformed` where it is nested more deeply. */
export function goDown<T>(into: () => T): T {
  try {
    return into();
  } catch (error) {
    if (error instanceof RangeError) throw new Malformed("The JSON is nested too deeply");
    throw error;
  }
}

/** An answer, or one event of it. Throws `Malformed`. */
export function parseObject(body: string): Json {
  let root: unknown;
  try {
    root = JSON.parse(body);
  } catch {
    throw new Malformed("The answer is not valid JSON");
  }
  if (!isObject(root)) throw new Malformed("The answer is not a JSON object");
  return root;
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Tokens are counted in whole numbers; anything else is no count. */
export function count(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

/** A number that JSON can say again. */
export function numberIn(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

export function wordIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A list without any word in it asks for nothing, and some servers refuse it. */
export function wordsIn(value: unknown): string[] | undefined {
  const words = Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
  return words.length === 0 ? undefined : words;
}

/** The same, without the fields that are undefined. */
export function without<const T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, held]) => held !== undefined)) as Defined<T>;
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};
