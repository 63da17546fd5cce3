/** What nobody here can read is known to be there, in every dialect that can say it. */
import { describe, expect, test } from "bun:test";
import type { Dialect } from "../../src/model/request.ts";
import { codecFor } from "../../src/wire/codecs.ts";
import { reading } from "../fixture/reading.ts";

const said = (dialect: Dialect, body: object) => reading(codecFor(dialect), JSON.stringify({ model: "m", ...body }));
const user = (...content: object[]) => ({ messages: [{ role: "user", content }] });
const input = (...content: object[]) => ({ input: [{ role: "user", content }] });
const PNG = "iVBORw0KGgo=";
const image = { type: "image", source: { type: "base64", media_type: "image/png", data: PNG } };

describe("is opaque:", () => {
  const opaque: readonly [string, Dialect, object][] = [
    ["a picture", "openai-chat", user({ type: "image_url", image_url: { url: `data:image/png;base64,${PNG}` } })],
    ["a sound", "openai-chat", user({ type: "input_audio", input_audio: { data: PNG, format: "wav" } })],
    ["a file", "openai-chat", user({ type: "file", file: { file_data: PNG, filename: "a.pdf" } })],
    ["a picture", "anthropic-messages", user(image)],
    ["a PDF", "anthropic-messages", user({ ...image, type: "document" })],
    ["one in a tool's result", "anthropic-messages", user({ type: "tool_result", tool_use_id: "t", content: [image] })],
    ["a picture", "openai-responses", input({ type: "input_image", image_url: `data:image/png;base64,${PNG}` })],
    ["a file", "openai-responses", input({ type: "input_file", filename: "a.pdf", file_data: PNG })],
    ["a picture", "ollama-chat", { messages: [{ role: "user", content: "", images: [PNG] }] }],
    ["a picture", "ollama-generate", { prompt: "x", images: [PNG] }],
  ];
  test.each(opaque)("%s in %s", (_what, dialect, body) => expect(said(dialect, body).opaque).toBe(true));
});

describe("is not:", () => {
  const text: readonly [string, Dialect, object][] = [
    ["text", "openai-chat", user({ type: "text", text: "an image, a file" })],
    [
      "a document of text",
      "anthropic-messages",
      user({ type: "document", source: { type: "text", media_type: "text/plain", data: "x" } }),
    ],
    ["a tool's result", "openai-responses", { input: [{ type: "function_call_output", call_id: "c", output: "x" }] }],
    ["a prompt", "ollama-generate", { prompt: "x" }],
  ];
  test.each(text)("%s in %s", (_what, dialect, body) => expect(said(dialect, body).opaque).toBe(false));
});
