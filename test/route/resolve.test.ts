import { expect, test } from "bun:test";
import type { Model, Provider } from "../../src/model/provider.ts";
import { type Catalogue, resolve } from "../../src/route/resolve.ts";

const provider = (name: string, reach: Provider["reach"]): Provider => ({
  name,
  kind: "openai-compatible",
  speaks: ["openai-chat"],
  url: "http://127.0.0.1:1/v1",
  reach,
});
const model = (provider: string, id: string, reach: Provider["reach"] = "device"): Model => ({ provider, id, reach });

const listed: readonly Model[] = [
  model("llama", "qwen"),
  model("llama", "org/name"),
  model("olla", "qwen"),
  model("listing", "only", "external"),
  { ...model("olla", "gemma:latest"), also: ["gemma", "qwen"] },
];

const catalogue: Catalogue = {
  aliases: { fast: "llama/qwen", best: ["claude/opus", "qwen", "llama/qwen"], qwen2: "auto", toString: "llama/qwen" },
  providers: new Map(
    [
      provider("llama", "device"),
      provider("olla", "device"),
      { ...provider("claude", "external"), names: ["claude-"] },
      { ...provider("listing", "external"), names: ["gemma", "other-"] },
    ].map((p) => [p.name, p]),
  ),
  models: listed,
};

const cases: [string, string, string[]][] = [
  ["a bare name means every provider that lists it", "qwen", ["llama/qwen", "olla/qwen"]],
  ["provider/model means that one", "olla/qwen", ["olla/qwen"]],
  ["a model's own name may hold a slash", "org/name", ["llama/org/name"]],
  ["provider/model works with a slash in the model", "llama/org/name", ["llama/org/name"]],
  ["an alias means its target", "fast", ["llama/qwen"]],
  ["an alias may name several, in order and once each", "best", ["claude/opus", "llama/qwen", "olla/qwen"]],
  [
    "auto means all there are",
    "auto",
    ["llama/qwen", "llama/org/name", "olla/qwen", "listing/only", "olla/gemma:latest"],
  ],
  [
    "an alias may point to auto",
    "qwen2",
    ["llama/qwen", "llama/org/name", "olla/qwen", "listing/only", "olla/gemma:latest"],
  ],
  ["a model answers to the other names that its provider takes", "gemma", ["olla/gemma:latest"]],
  ["also behind its provider's name", "olla/gemma", ["olla/gemma:latest"]],
  ["a provider without a list is taken at the user's word", "claude/anything", ["claude/anything"]],
  ["a provider with a list has only what it lists", "llama/other", []],
  ["a name that begins as a vendor's do is the vendor's, who has no list", "claude-opus-9", ["claude/claude-opus-9"]],
  ["but not where the vendor's list is known", "other-1", []],
  ["nor where somebody lists it", "gemma", ["olla/gemma:latest"]],
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

test.each([
  ["house", "device", "device"],
  ["gpt-oss:120b-cloud", "device", "external"],
  ["qwen3-coder:CLOUD", "network", "external"],
  ["copy-cloud:latest", "device", "external"],
  ["cloud", "network", "network"],
  ["cloudy:7b", "device", "device"],
] as const)("%s, at a provider (%s) that lists nothing, runs %s", (id, host, reach) => {
  const silent: Catalogue = {
    aliases: { it: `olla/${id}` },
    providers: new Map([["olla", provider("olla", host)]]),
    models: [],
  };
  for (const name of [`olla/${id}`, "it"]) expect(resolve(name, silent)).toEqual([model("olla", id, reach)]);
});

test("what a silent provider passed on stays external, and does not make the rest of its models unknown", () => {
  const house = { ...model("olla", "house:latest", "external"), also: ["house"] };
  const silent: Catalogue = {
    aliases: {},
    providers: new Map([["olla", provider("olla", "device")]]),
    models: [house],
  };
  for (const name of ["house", "olla/house", "olla/house:latest"]) expect(resolve(name, silent)).toEqual([house]);
  expect(resolve("olla/other", silent)).toEqual([model("olla", "other")]);
});
