import { expect, test } from "bun:test";
import type { Provider } from "../../src/model/provider.ts";
import { type Catalogue, resolve } from "../../src/route/resolve.ts";

const provider = (name: string, reach: Provider["reach"]): Provider => ({
  name,
  kind: "openai-compatible",
  speaks: ["openai-chat"],
  url: "http://127.0.0.1:1/v1",
  reach,
});
const model = (provider: string, id: string, reach: Provider["reach"] = "device") => ({ provider, id, reach });

const catalogue: Catalogue = {
  aliases: { fast: "llama/qwen", best: ["claude/opus", "qwen", "llama/qwen"], qwen2: "auto", toString: "llama/qwen" },
  providers: new Map(
    [provider("llama", "device"), provider("olla", "device"), provider("claude", "external")].map((p) => [p.name, p]),
  ),
  models: [model("llama", "qwen"), model("llama", "org/name"), model("olla", "qwen")],
};

const cases: [string, string, string[]][] = [
  ["a bare name means every provider that lists it", "qwen", ["llama/qwen", "olla/qwen"]],
  ["provider/model means that one", "olla/qwen", ["olla/qwen"]],
  ["a model's own name may hold a slash", "org/name", ["llama/org/name"]],
  ["provider/model works with a slash in the model", "llama/org/name", ["llama/org/name"]],
  ["an alias means its target", "fast", ["llama/qwen"]],
  ["an alias may name several, in order and once each", "best", ["claude/opus", "llama/qwen", "olla/qwen"]],
  ["auto means all there are", "auto", ["llama/qwen", "llama/org/name", "olla/qwen"]],
  ["an alias may point to auto", "qwen2", ["llama/qwen", "llama/org/name", "olla/qwen"]],
  ["a provider without a list is taken at the user's word", "claude/anything", ["claude/anything"]],
  ["a provider with a list has only what it lists", "llama/other", []],
  ["an unknown name leads nowhere", "gpt-9", []],
  ["an unknown provider leads nowhere", "nobody/qwen", []],
  ["an empty name leads nowhere", "", []],
  ["a slash alone leads nowhere", "claude/", []],
  ["names of JavaScript's own are ordinary names", "constructor", []],
  ["and may be aliases", "toString", ["llama/qwen"]],
];

test.each(cases)("%s", (_promise, asked, expected) => {
  expect(resolve(asked, catalogue).map((one) => `${one.provider}/${one.id}`)).toEqual(expected);
});
