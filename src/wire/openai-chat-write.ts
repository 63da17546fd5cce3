/** A request of OpenAI's chat dialect, written from typed parts alone. */
import type { CacheHint, Message, Part } from "../model/part.ts";
import type { Chat, Tool } from "../model/chat.ts";
import { writeCall } from "./openai-chat-answer.ts";
import type { Json } from "./json.ts";

export function writeChat(chat: Chat, model: string): string {
  return JSON.stringify({
    model,
    messages: chat.messages.flatMap(writeMessage),
    ...(chat.stream ? { stream: true } : {}),
    ...(chat.tools.length === 0 ? {} : { tools: chat.tools.map(writeTool) }),
    ...chat.settings,
  });
}

function writeMessage(message: Message): Json[] {
  const results = message.parts.filter((part) => part.type === "tool-result");
  if (results.length > 0) {
    return results.map((result) => ({ role: "tool", tool_call_id: result.id, content: writeContent(result.parts) }));
  }
  const calls = message.parts.filter((part) => part.type === "tool-call").map(writeCall);
  const reasoning = message.parts.filter((part) => part.type === "reasoning").map((part) => part.text);
  const content = message.parts.filter((part) => part.type !== "tool-call" && part.type !== "reasoning");
  return [
    {
      role: message.role,
      ...(message.name === undefined ? {} : { name: message.name }),
      ...(reasoning.length === 0 ? {} : { reasoning_content: reasoning.join("") }),
      content: content.length === 0 ? null : writeContent(content),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    },
  ];
}

/** One plain text stands as a string, as most servers expect it; anything more as a list of parts. */
function writeContent(parts: readonly Part[]): string | Json[] {
  const [only] = parts;
  if (only === undefined) return "";
  if (parts.length === 1 && only.type === "text" && only.cache === undefined) return only.text;
  return parts.map(writePart);
}

function writePart(part: Part): Json {
  switch (part.type) {
    case "text":
      return { type: "text", text: part.text, ...cacheControl(part.cache) };
    case "refusal":
      return { type: "refusal", refusal: part.text };
    case "image": {
      const { source } = part;
      const url = source.kind === "url" ? source.url : `data:${source.mediaType};base64,${source.data}`;
      const detail = part.detail === undefined ? {} : { detail: part.detail };
      return { type: "image_url", image_url: { url, ...detail }, ...cacheControl(part.cache) };
    }
    case "other":
      return part.value as Json;
    default:
      // calls, results and reasoning have places of their own in a message
      return { type: "text", text: "text" in part ? part.text : "" };
  }
}

function cacheControl(cache: CacheHint | undefined): Json {
  return cache === undefined ? {} : { cache_control: cache };
}

function writeTool(tool: Tool): Json {
  const { name, description, parameters } = tool;
  return {
    type: "function",
    function: {
      name,
      ...(description === undefined ? {} : { description }),
      ...(parameters === undefined ? {} : { parameters }),
    },
  };
}
