/** A request of OpenAI's chat dialect, written from typed parts alone. */
import type { Chat } from "../model/chat.ts";
import type { Message, Part, Source, ToolResultPart } from "../model/part.ts";
import { type Json, without } from "./json.ts";
import { writeCall } from "./openai-chat-answer.ts";
import { writeOptions, writeTool } from "./openai-chat-options.ts";
import { documentWords } from "./document-text.ts";

export function writeChat(chat: Chat, model: string): string {
  const tools = chat.tools.flatMap(writeTool);
  return JSON.stringify({
    model,
    messages: writeMessages(chat.messages),
    ...(chat.stream ? { stream: true } : {}),
    ...(tools.length === 0 ? {} : { tools }),
    ...writeOptions(chat.options, chat.stream),
  });
}

/** What results show follows the last of them: no other message may stand between a call and its result. */
function writeMessages(messages: readonly Message[]): Json[] {
  const written: Json[] = [];
  let shown: Json[] = [];
  const show = () => {
    if (shown.length > 0) written.push({ role: "user", content: shown });
    shown = [];
  };
  for (const message of messages) {
    const results = message.parts.filter((part) => part.type === "tool-result");
    if (results.length === 0) show();
    written.push(...(results.length === 0 ? writeMessage(message) : results.map(writeResult)));
    shown.push(...results.flatMap(shownBy));
  }
  show();
  return written;
}

function writeMessage(message: Message): Json[] {
  const calls = message.parts.filter((part) => part.type === "tool-call").map(writeCall);
  const reasoning = message.parts.flatMap((part) => (part.type === "reasoning" ? [part.text] : [])).join("");
  const content = message.parts.filter(
    (part) => part.type !== "tool-call" && part.type !== "reasoning" && part.type !== "other",
  );
  return [
    {
      role: message.role,
      ...(message.name === undefined ? {} : { name: message.name }),
      ...(reasoning === "" ? {} : { reasoning_content: reasoning }),
      content: content.length === 0 ? null : writeContent(content),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    },
  ];
}

/** A tool's message holds text only. */
function writeResult({ id, parts, isError }: ToolResultPart): Json {
  const text = parts.flatMap((part) => ("text" in part && part.text !== "" ? [part.text] : [])).join("\n");
  const content = isError === true && !/^error/i.test(text) ? `Error: ${text}` : text;
  return { role: "tool", tool_call_id: id, content };
}

/** Pictures and files of a result, in a message of the user. */
function shownBy({ id, parts }: ToolResultPart): Json[] {
  const others = parts.filter((part) => part.type === "image" || part.type === "document");
  return others.length === 0 ? [] : [{ type: "text", text: `Of the tool's result ${id}:` }, ...others.map(writePart)];
}

/** One plain text stands as a string, as most servers expect it; anything more as a list of parts. */
function writeContent(parts: readonly Part[]): string | Json[] {
  const [only] = parts;
  if (only === undefined) return "";
  if (parts.length === 1 && only.type === "text") return only.text;
  return parts.map(writePart);
}

function writePart(part: Part): Json {
  switch (part.type) {
    case "text":
      return { type: "text", text: part.text };
    case "refusal":
      return { type: "refusal", refusal: part.text };
    case "image":
      return { type: "image_url", image_url: without({ url: urlOf(part.source), detail: part.detail }) };
    case "document": {
      const { source, name } = part;
      const words = documentWords(part);
      if (words !== undefined) return { type: "text", text: words };
      const where = source.kind === "file" ? { file_id: source.id } : { file_data: urlOf(source) };
      return { type: "file", file: { ...(name === undefined ? {} : { filename: name }), ...where } };
    }
    default:
      // calls, results and reasoning have places of their own in a message, and what is a vendor's own has none
      return { type: "text", text: "text" in part ? part.text : "" };
  }
}

export function urlOf(source: Source): string {
  switch (source.kind) {
    case "url":
      return source.url;
    case "base64":
      return `data:${source.mediaType};base64,${source.data}`;
    case "text":
      return `data:text/plain;base64,${btoa(unescape(encodeURIComponent(source.text)))}`;
    case "file":
      return source.id;
  }
}
