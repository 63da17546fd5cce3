/** Requests of Ollama's dialect of one prompt (`POST /api/generate`, as Ollama's API reference has it), read and written. */
import type { Chat } from "../model/chat.ts";
import type { Message, Part } from "../model/part.ts";
import type { Piece } from "../model/request.ts";
import { Malformed, type Said } from "./codec.ts";
import { opacityOf } from "./holds.ts";
import { isObject, optional, parseRequest } from "./json.ts";
import { isNumbers, NONE, readField, readText } from "./ollama-fields.ts";
import { readImages, writeImages } from "./ollama-images.ts";
import { readOptions, restOf, writeOptions } from "./ollama-options.ts";
import { textOf } from "./ollama-text.ts";
import { type TextRules, textsIn } from "./texts.ts";

const IMAGES: TextRules = { words: new Set(), inside: new Set(["images"]), encoded: new Set(["images"]) };

const KNOWN = new Set(["prompt", "system", "images"]);

export function read({ field, index, text }: Piece): Said {
  const value = parseRequest(text);
  if (index >= 0) throw new Malformed("The field prompt is not a string", field);
  switch (field) {
    case "prompt":
    case "suffix":
      return readText(field, value, "user");
    case "system":
      return readText(field, value, "system");
    case "images": {
      const images = readImages(value, [field]);
      const slots = textsIn({ images: value }, "user", IMAGES);
      return {
        slots: slots.map((slot) => ({ ...slot, path: slot.path.slice(1) })),
        needs: images.length === 0 ? [] : ["images"],
        ...opacityOf(images),
      };
    }
    case "context":
      return isNumbers(value) ? NONE : readField(field, value, text);
    default:
      return readField(field, value, text);
  }
}

/** Throws `Malformed`. */
export function readChat(body: string): Chat {
  const root = parseRequest(body);
  if (!isObject(root)) throw new Malformed("The request's body is not a JSON object");
  const said = (field: string): Part[] => {
    const text = optional(root, field, "string", field) ?? "";
    return text === "" ? [] : [{ type: "text", text }];
  };
  const system: Message = { role: "system", parts: said("system") };
  const user: Message = { role: "user", parts: [...said("prompt"), ...readImages(root.images, ["images"])] };
  return {
    stream: optional(root, "stream", "boolean", "stream") ?? true,
    messages: system.parts.length === 0 ? [user] : [system, user],
    tools: [],
    options: readOptions(root),
    rest: restOf(root, KNOWN),
  };
}

export function writeChat({ messages, options, stream }: Chat, model: string): string {
  const partsOf = (system: boolean) =>
    messages.flatMap(({ role, parts }) => ((role === "system") === system ? parts : []));
  const system = textOf(partsOf(true));
  const images = writeImages(partsOf(false));
  return JSON.stringify({
    model,
    ...(system === "" ? {} : { system }),
    prompt: textOf(partsOf(false)),
    ...(images.length === 0 ? {} : { images }),
    // a server streams unless it is told not to
    stream,
    ...writeOptions(options),
  });
}
