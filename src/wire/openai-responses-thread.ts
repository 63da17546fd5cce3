/** A conversation in the Responses dialect that goes on from an earlier answer by its id, told in full instead. */
import { isObject, type Json, parseObject } from "./json.ts";
import { splice } from "./splice.ts";

/** An answer and what it answered, all that went before included; JSON texts. */
export type Thread = { readonly response: string; readonly items: string };

/** The answer from which a request goes on. */
export function previousId(body: string): string | undefined {
  if (!body.includes('"previous_response_id"')) return undefined;
  const { previous_response_id: id } = parsed(body);
  return typeof id === "string" && id !== "" ? id : undefined;
}

/** The same request with what went before in its input; everything else in it stays as it is. */
export function goingOn(body: string, { response, items }: Thread): string {
  const { output } = parsed(response);
  const before = [...listed(items), ...(Array.isArray(output) ? output : []), ...inputOf(parsed(body))];
  return splice(body, [
    { path: ["previous_response_id"], value: "null" },
    { path: ["input"], value: JSON.stringify(before) },
  ]);
}

/** What a request said, as a list of items. */
export function itemsIn(body: string): string {
  return JSON.stringify(inputOf(parsed(body)));
}

/** Whether the client wants to find the answer again: it does, unless it says no. */
export function isToBeKept(body: string): boolean {
  return !body.includes('"store"') || parsed(body).store !== false;
}

const LAST = /^event: response\.(?:completed|incomplete)\ndata: (.*)$/m;

/** The whole answer, which the last event of a stream holds; undefined where it is not among these. */
export function answerIn(events: string): string | undefined {
  const data = LAST.exec(events)?.[1];
  if (data === undefined) return undefined;
  const { response } = parsed(data);
  return isObject(response) ? JSON.stringify(response) : undefined;
}

function inputOf({ input }: Json): readonly unknown[] {
  if (Array.isArray(input)) return input;
  return [{ type: "message", role: "user", content: [{ type: "input_text", text: input ?? "" }] }];
}

function listed(items: string): readonly unknown[] {
  const list: unknown = JSON.parse(items);
  return Array.isArray(list) ? list : [];
}

function parsed(text: string): Json {
  try {
    return parseObject(text);
  } catch {
    return {};
  }
}
