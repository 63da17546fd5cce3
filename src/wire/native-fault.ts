/** What is wrong with a request of the gateway's own API, in words that repeat no value of it. */
import type { BaseIssue } from "valibot";
import { Malformed } from "./codec.ts";
import { dotted, type Path } from "./json.ts";

const NO_STREAM =
  "This endpoint does not stream: leave stream out, or ask /v1/chat/completions, which does; the same models answer there";

const KINDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  boolean: "true or false",
  Object: "an object",
  Array: "a list",
};

/** `at`: where the checked value stands in the body. */
export function malformed(issue: BaseIssue<unknown>, at: Path): Malformed {
  const { inner, path } = leaf(issue, at);
  const param = dotted(path);
  if (param === "stream") return new Malformed(NO_STREAM, param);
  if (inner.type === "strict_object" && inner.expected === "never")
    return new Malformed(`There is no field ${param.slice(0, 200)} in a request to this endpoint`, param);
  const what = param === "" ? "The request's body" : `The field ${param}`;
  if (inner.received === "undefined") return new Malformed(`${what} is missing`, param);
  return new Malformed(`${what} must be ${wanted(inner)}`, param);
}

/** Of a choice of forms, what is wrong with the one that was meant: the one that matches the furthest. */
function leaf(issue: BaseIssue<unknown>, at: Path): { readonly inner: BaseIssue<unknown>; readonly path: Path } {
  const path = [...at, ...(issue.path ?? []).map((step) => step.key as string | number)];
  if (issue.type !== "union" || issue.issues === undefined) return { inner: issue, path };
  const depth = (one: BaseIssue<unknown>) => one.path?.length ?? 0;
  const deepest = issue.issues.reduce((a, b) => (depth(b) > depth(a) ? b : a));
  return depth(deepest) > 0 || deepest.kind === "validation" ? leaf(deepest, path) : { inner: issue, path };
}

function wanted(issue: BaseIssue<unknown>): string {
  const { requirement } = issue;
  if (issue.type === "min_value") return `at least ${String(requirement)}`;
  if (issue.type === "max_value") return `at most ${String(requirement)}`;
  if (issue.type === "non_empty" || issue.type === "min_length") return "filled";
  if (issue.type === "max_length") return `at most ${String(requirement)} characters long`;
  if (issue.type === "integer") return "a whole number";
  if (issue.type === "regex") return `of the form ${String(requirement)}`;
  const kinds = (issue.expected ?? "something else").replace(/[()"]/g, "").split(" | ");
  const words = kinds.map((kind) => KINDS[kind] ?? kind);
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
