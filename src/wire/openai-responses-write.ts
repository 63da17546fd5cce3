/** A request of the Responses dialect, written from typed parts alone. */
import type { Chat } from "../model/chat.ts";
import type { Message, Part, ToolCallPart, ToolResultPart } from "../model/part.ts";
import { type Json, without } from "./json.ts";
import { urlOf } from "./openai-chat-write.ts";
import { writeOptions } from "./openai-responses-options.ts";
import { ownSeal } from "./openai-responses-seal.ts";
import { writeTools } from "./openai-responses-tools.ts";
import { documentWords } from "./document-text.ts";

export function writeChat(chat: Chat, model: string): string {
  const instructions = instructionsOf(chat);
  const messages = instructions === undefined ? chat.messages : chat.messages.slice(1);
  const custom = new Set<string>();
  for (const { parts } of chat.messages)
    for (const part of parts) if (part.type === "tool-call" && part.custom === true) custom.add(part.id);
  const tools = writeTools(chat.tools);
  return JSON.stringify({
    model,
    ...(instructions === undefined ? {} : { instructions }),
    input: messages.flatMap((message, m) => writeMessage(message, custom, m)),
    ...(chat.stream ? { stream: true } : {}),
    ...(tools.length === 0 ? {} : { tools }),
    ...writeOptions(chat),
  });
}

/** One plain text of the system before all others, as long as something follows: a request must have an input. */
export function instructionsOf({ messages }: Chat): string | undefined {
  const [first, second] = messages;
  const [part, another] = first?.parts ?? [];
  if (first?.role !== "system" || second === undefined || part?.type !== "text" || another !== undefined)
    return undefined;
  return part.text === "" ? undefined : part.text;
}

/** In the order of the parts: what is said together stands in one item, every call and result in its own. */
function writeMessage({ role, parts }: Message, custom: ReadonlySet<string>, place: number): Json[] {
  const items: Json[] = [];
  let content: Json[] | undefined;
  for (const part of parts) {
    const item = writeItem(part, custom);
    if (item !== undefined) {
      items.push(item);
      content = undefined;
      continue;
    }
    if (role === "assistant") {
      items.push(...writeSaid(part, place));
      continue;
    }
    const said = writePart(part);
    if (said === undefined) continue;
    if (content === undefined) {
      content = [];
      items.push({ type: "message", role: role === "tool" ? "user" : role, content });
    }
    content.push(said);
  }
  return items;
}

/**
 * What the model said: as a plain text, the one form in which the vendor takes it back without an id. A refusal has no such
 * form; its id is made up, and looked for nowhere, for what it says stands beside it.
 */
function writeSaid(part: Part, place: number): Json[] {
  const message = { type: "message", role: "assistant" };
  if (part.type === "text") return part.text === "" ? [] : [{ ...message, content: part.text }];
  if (part.type !== "refusal") return [];
  const content = [{ type: "refusal", refusal: part.text }];
  return [{ ...message, id: `msg_${place}`, status: "completed", content }];
}

function writeItem(part: Part, custom: ReadonlySet<string>): Json | undefined {
  if (part.type === "tool-call") return writeCall(part);
  if (part.type === "tool-result") return writeResult(part, part.custom === true || custom.has(part.id));
  if (part.type !== "reasoning") return undefined;
  const sealed = ownSeal(part.sealed);
  if (sealed === undefined) return undefined;
  const summary = part.text === "" ? [] : [{ type: "summary_text", text: part.text }];
  return { type: "reasoning", summary, ...sealed };
}

function writeCall({ id, name, namespace, custom, arguments: text }: ToolCallPart): Json {
  const said = custom === true ? { type: "custom_tool_call", input: text } : { type: "function_call", arguments: text };
  // a call of old has no id; its result goes by the function's name
  return without({ ...said, call_id: id || name, name, namespace });
}

function writeResult({ id, parts, isError }: ToolResultPart, custom: boolean): Json {
  const type = custom ? "custom_tool_call_output" : "function_call_output";
  return { type, call_id: id, output: writeOutput(parts, isError === true) };
}

/** The dialect has no mark for an error: its text says so. */
function writeOutput(parts: readonly Part[], isError: boolean): string | Json[] {
  const [first] = parts;
  const unmarked = isError && !(first?.type === "text" && /^error/i.test(first.text));
  if (parts.length === 0) return unmarked ? "Error" : "";
  if (parts.length === 1 && first?.type === "text") return unmarked ? `Error: ${first.text}` : first.text;
  const written = parts.flatMap((part): Json[] => {
    const one = writePart(part);
    return one === undefined ? [] : [one];
  });
  return unmarked ? [{ type: "input_text", text: "Error:" }, ...written] : written;
}

function writePart(part: Part): Json | undefined {
  switch (part.type) {
    case "text":
    case "refusal":
      return { type: "input_text", text: part.text };
    case "image": {
      const { source, detail = "auto" } = part;
      const where = source.kind === "file" ? { file_id: source.id } : { image_url: urlOf(source) };
      return { type: "input_image", ...where, detail };
    }
    case "document": {
      const { source, name } = part;
      const words = documentWords(part);
      if (words !== undefined) return { type: "input_text", text: words };
      if (source.kind === "file") return without({ type: "input_file", file_id: source.id, filename: name });
      if (source.kind === "url") return without({ type: "input_file", file_url: source.url, filename: name });
      // the vendor takes no bytes without a name
      return { type: "input_file", filename: name ?? "document", file_data: urlOf(source) };
    }
    default:
      // calls, results and reasoning are items of their own, and what is another vendor's own has no place
      return undefined;
  }
}
