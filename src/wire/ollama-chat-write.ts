/** A request of Ollama's chat dialect, written from typed parts alone. */
import type { Chat } from "../model/chat.ts";
import type { Message, ToolResultPart } from "../model/part.ts";
import { withCalls, writeCalls } from "./ollama-calls.ts";
import { writeImages } from "./ollama-images.ts";
import { writeOptions, writeTool } from "./ollama-options.ts";
import { textOf, thinkingOf } from "./ollama-text.ts";
import type { Json } from "./json.ts";

export function writeChat({ messages, tools, options, stream }: Chat, model: string): string {
  const names = new Map<string, string>();
  for (const { parts } of messages)
    for (const part of parts) if (part.type === "tool-call") names.set(part.id, part.name);
  // the dialect has no choice of tools: what may not be called is not offered
  const offered = options.toolChoice?.kind === "none" ? [] : tools.flatMap(writeTool);
  const head = {
    model,
    // a server streams unless it is told not to
    stream,
    ...(offered.length === 0 ? {} : { tools: offered }),
    ...writeOptions(options),
  };
  const list = messages.flatMap((message) => writeMessage(message, names)).join(",");
  return `${JSON.stringify(head).slice(0, -1)},"messages":[${list}]}`;
}

function writeMessage({ role, parts }: Message, names: ReadonlyMap<string, string>): string[] {
  const results = parts.filter((part) => part.type === "tool-result");
  if (results.length > 0) return results.map((result) => writeResult(result, names));
  const thinking = thinkingOf(parts);
  const calls = parts.filter((part) => part.type === "tool-call");
  return [
    withCalls(
      {
        role,
        content: textOf(parts),
        ...(thinking === "" ? {} : { thinking }),
        ...imagesOf(writeImages(parts)),
      },
      calls.length === 0 ? "" : writeCalls(calls),
    ),
  ];
}

function writeResult(result: ToolResultPart, names: ReadonlyMap<string, string>): string {
  const { id, parts, isError } = result;
  const words = textOf(parts);
  const name = result.name ?? names.get(id);
  return JSON.stringify({
    role: "tool",
    content: isError === true && !/^error/i.test(words) ? `Error: ${words}` : words,
    ...imagesOf(writeImages(parts)),
    ...(name === undefined ? {} : { tool_name: name }),
    ...(id === "" ? {} : { tool_call_id: id }),
  });
}

function imagesOf(images: readonly string[]): Json {
  return images.length === 0 ? {} : { images };
}
