/**
 * Tool calls as Ollama says them: whole, their arguments an object. The text of that object is taken and given as it
 * stands, for a JSON parser would round its large numbers and reorder its keys.
 */
import type { ToolCallPart } from "../model/part.ts";
import { Malformed } from "./codec.ts";
import { dotted, isObject, type Json, type Path, text } from "./json.ts";
import { split } from "./split.ts";

/** A name for what a function is called with when the model did not write an object. */
const INPUT = "input";

/**
 * The calls of a message or an answer; `source` is its JSON text, `owner` the same parsed. Servers of old give calls no
 * ids: `idOf` makes one from a call's place. Throws `Malformed`; `path` says where `owner` stands.
 */
export function readCalls(owner: Json, source: string, path: Path, idOf: (call: number) => string): ToolCallPart[] {
  const calls = owner.tool_calls;
  if (calls === undefined || calls === null) return [];
  const at = [...path, "tool_calls"];
  if (!Array.isArray(calls)) throw new Malformed("The tool calls are not a list", dotted(at));
  const sources = elementsOf(source, "tool_calls");
  return calls.map((call: unknown, i) => {
    if (!isObject(call)) throw new Malformed("A tool call is not an object", dotted([...at, i]));
    const own = call.function;
    if (!isObject(own) || typeof own.name !== "string")
      throw new Malformed("A tool call has no name", dotted([...at, i, "function"]));
    const given = own.arguments ?? {};
    const written = isObject(own.arguments) ? valueOf(valueOf(sources[i]!, "function"), "arguments") : undefined;
    return {
      type: "tool-call",
      id: text(call.id) || idOf(i),
      name: own.name,
      // some clients send the text where the dialect wants the object
      arguments: written ?? (typeof given === "string" ? given : JSON.stringify(given)),
    };
  });
}

/** The JSON texts of a list's elements; should a field stand twice, the last one counts, as for any parser. */
export function elementsOf(source: string, field: string): readonly string[] {
  const found: string[] = [];
  for (const piece of split(source, [field]).pieces) if (piece.field === field) found[piece.index] = piece.text;
  return found;
}

/** The JSON text of a field of an object. */
export function valueOf(source: string, field: string): string {
  return split(source, []).pieces.findLast((piece) => piece.field === field)?.text ?? "{}";
}

/** The JSON text of a list of calls. */
export function writeCalls(calls: readonly Pick<ToolCallPart, "id" | "name" | "arguments">[]): string {
  const written = calls.map(({ id, name, arguments: given }, index) => {
    const head = id === "" ? "{" : `{"id":${JSON.stringify(id)},`;
    return `${head}"function":{"index":${index},"name":${JSON.stringify(name)},"arguments":${objectIn(given)}}}`;
  });
  return `[${written.join(",")}]`;
}

/** The JSON of an object, with calls whose text is not to be touched. */
export function withCalls(fields: Json, calls: string): string {
  const text = JSON.stringify(fields);
  return calls === "" ? text : `${text.slice(0, -1)},"tool_calls":${calls}}`;
}

/** What is no object stands in one, so that nothing the model wrote is lost. */
function objectIn(given: string): string {
  const trimmed = given.trim();
  if (trimmed === "") return "{}";
  try {
    if (isObject(JSON.parse(trimmed))) return trimmed;
  } catch {
    return JSON.stringify({ [INPUT]: given });
  }
  return JSON.stringify({ [INPUT]: given });
}
