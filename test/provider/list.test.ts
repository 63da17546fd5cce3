/** What each runtime tells of its models, and what is made of it: on real sockets, by each one's own contract. */
import { describe, expect, test } from "bun:test";
import type { Model } from "../../src/model/provider.ts";
import { openCaller } from "../../src/provider/call.ts";
import { type Listing, listModels } from "../../src/provider/list.ts";
import { llamaServer, RUNTIME_START_MS } from "../fixture/runtime.ts";
import { placeAt, simulate, simulateOllama } from "../fixture/runtimes.ts";

const PATIENCE_MS = 1_500;
type Config = Parameters<typeof placeAt>[2];
const list = (kind: string, url: string, more?: Config): Promise<Listing> =>
  listModels(placeAt(kind, url, more), openCaller({}, "test"), PATIENCE_MS);
const known = ({ provider, ...model }: Model) => {
  expect(provider).toBe("it");
  return model;
};

describe("Ollama", () => {
  test("tells what each model can do, its window where one is in force, and its short name", async () => {
    using runtime = simulateOllama([
      { name: "qwen3:latest", capabilities: ["completion", "tools", "thinking"], loaded: 8_192, trained: 131_072 },
      {
        name: "llava:7b",
        capabilities: ["completion", "vision"],
        parameters: 'stop "x"\nnum_ctx                        16384',
      },
      { name: "nomic-embed-text:latest", capabilities: ["embedding"], trained: 2_048 },
    ]);
    const { models, trouble } = await list("ollama", runtime.url);
    expect(trouble).toBeUndefined();
    expect(models.map(known)).toEqual([
      { id: "qwen3:latest", reach: "device", also: ["qwen3"], context: 8_192, can: ["chat", "tools", "json-schema"] },
      { id: "llava:7b", reach: "device", context: 16_384, can: ["chat", "images", "json-schema"] },
      { id: "nomic-embed-text:latest", reach: "device", also: ["nomic-embed-text"], can: ["embeddings"] },
    ]);
  });

  test("a model that it passes on to a third party is external, by what it says or by its name, wherever Ollama runs", async () => {
    using runtime = simulateOllama([
      { name: "house:latest", remote_host: "https://ollama.com:443", trained: 262_144 },
      { name: "gpt-oss:120b-cloud" },
      { name: "qwen3-coder:cloud" },
      { name: "copy-cloud:latest" },
      { name: "cloudy:7b" },
    ]);
    for (const reach of ["device", "network"] as const) {
      const { models } = await list("ollama", runtime.url, { reach });
      expect(models.map((model) => [model.id, model.reach])).toEqual([
        ["house:latest", "external"],
        ["gpt-oss:120b-cloud", "external"],
        ["qwen3-coder:cloud", "external"],
        ["copy-cloud:latest", "external"],
        ["cloudy:7b", reach],
      ]);
      expect(models[0]?.context).toBe(262_144);
    }
  });

  test("is told apart also behind the kinds that only ask for OpenAI's list, and under the names of a configuration", async () => {
    using runtime = simulateOllama([
      { name: "house:latest", remote_host: "https://ollama.com:443" },
      { name: "qwen3:8b" },
    ]);
    const reaches = async (kind: string, more?: Config) =>
      (await list(kind, runtime.url, more)).models.map((model) => `${model.id} ${model.reach}`);
    expect(await reaches("openai-compatible")).toEqual(["house:latest external", "qwen3:8b device"]);
    expect(await reaches("localai")).toEqual(["house:latest external", "qwen3:8b device"]);
    const models = ["house", "qwen3:8b", "new:cloud"];
    expect(await reaches("ollama", { models })).toEqual(["house external", "qwen3:8b device", "new:cloud external"]);
    expect(await reaches("openai-compatible", { models: ["new:cloud"] })).toEqual(["new:cloud external"]);
  });

  test("is shown each model once, as long as the model does not change", async () => {
    const models = [{ name: "a" }, { name: "b" }];
    using runtime = simulateOllama(models);
    const place = placeAt("ollama", runtime.url);
    const caller = openCaller({}, "test");
    const shown = () => runtime.asked.filter((one) => one === "POST /api/show").length;
    for (let i = 0; i < 3; i++) await listModels(place, caller, PATIENCE_MS);
    expect(shown()).toBe(2);
    models[0] = { name: "a", capabilities: ["completion", "tools"] } as (typeof models)[0];
    const listing = await listModels(place, caller, PATIENCE_MS);
    expect(shown()).toBe(3);
    expect(listing.models[0]?.can).toContain("tools");
  });

  test.each([
    ["/api/show", 500],
    ["/api/show", "silent"],
    ["/api/ps", 404],
    ["/api/ps", "silent"],
  ] as const)("lists its models also when %s answers %p", async (path, instead) => {
    using runtime = simulateOllama([{ name: "a", capabilities: ["completion", "tools"], loaded: 4_096 }]);
    runtime.broken.set(path, instead);
    const began = performance.now();
    const { models, trouble } = await list("ollama", runtime.url);
    expect(performance.now() - began).toBeLessThan(PATIENCE_MS + 1_000);
    expect([models.map((model) => model.id), trouble]).toEqual([["a"], undefined]);
  });

  test("does not lose the word on what is passed on by answering with an error: then it lists nothing", async () => {
    using runtime = simulateOllama([{ name: "house", remote_host: "https://ollama.com:443" }]);
    runtime.broken.set("/api/tags", 500);
    expect(await list("ollama", runtime.url)).toEqual({ models: [], trouble: expect.stringContaining("500") });
    runtime.broken.set("/api/tags", 404);
    expect((await list("ollama", runtime.url)).models).toHaveLength(1);
  });
});

describe("LM Studio", () => {
  const newer = {
    models: [
      {
        type: "llm",
        key: "qwen/qwen3-4b",
        max_context_length: 262_144,
        loaded_instances: [
          { id: "qwen/qwen3-4b", config: { context_length: 32_768 } },
          { id: "qwen/qwen3-4b:2", config: { context_length: 8_192 } },
        ],
        capabilities: { vision: false, trained_for_tool_use: false },
      },
      {
        type: "llm",
        key: "gemma-3-27b",
        loaded_instances: [],
        max_context_length: 131_072,
        capabilities: { vision: true },
      },
      { type: "embedding", key: "nomic-embed", loaded_instances: [], max_context_length: 2_048 },
    ],
  };
  const older = {
    object: "list",
    data: [
      {
        id: "qwen2-vl-7b",
        object: "model",
        type: "vlm",
        state: "loaded",
        max_context_length: 32_768,
        loaded_context_length: 4_096,
      },
      { id: "llama-3.1-8b", object: "model", type: "llm", state: "not-loaded", max_context_length: 131_072 },
      { id: "nomic-embed", object: "model", type: "embeddings", state: "not-loaded", max_context_length: 2_048 },
    ],
  };

  test("tells the window a model was loaded with, never the one it was made for, and what it sees", async () => {
    using runtime = simulate({ "/api/v1/models": () => newer });
    expect((await list("lmstudio", runtime.url)).models.map(known)).toEqual([
      {
        id: "qwen/qwen3-4b",
        reach: "device",
        also: ["qwen/qwen3-4b:2"],
        context: 8_192,
        can: ["chat", "tools", "json-schema"],
      },
      { id: "gemma-3-27b", reach: "device", can: ["chat", "tools", "images", "json-schema"] },
      { id: "nomic-embed", reach: "device", can: ["embeddings"] },
    ]);
  });

  test("is asked in its older way where it does not know the newer, and in OpenAI's where it knows neither", async () => {
    using old = simulate({ "/api/v0/models": () => older });
    expect((await list("lmstudio", old.url)).models.map(known)).toEqual([
      { id: "qwen2-vl-7b", reach: "device", context: 4_096, can: ["chat", "tools", "images", "json-schema"] },
      { id: "llama-3.1-8b", reach: "device", can: ["chat", "tools", "json-schema"] },
      { id: "nomic-embed", reach: "device", can: ["embeddings"] },
    ]);
    using oldest = simulate({ "/v1/models": () => ({ data: [{ id: "a" }] }) });
    expect((await list("lmstudio", oldest.url)).models.map(known)).toEqual([{ id: "a", reach: "device" }]);
  });
});

test("vLLM tells the window, and nothing of what a model can do", async () => {
  const row = { id: "org/model", object: "model", owned_by: "vllm", root: "org/model", max_model_len: 40_960 };
  using runtime = simulate({ "/v1/models": () => ({ object: "list", data: [row] }) });
  expect((await list("vllm", runtime.url)).models.map(known)).toEqual([
    { id: "org/model", reach: "device", context: 40_960 },
  ]);
});

describe("llama.cpp", () => {
  const row = (id: string, n_ctx?: number) => ({
    id,
    aliases: [id, "short"],
    meta: n_ctx === undefined ? null : { n_ctx },
  });
  const props = {
    default_generation_settings: { n_ctx: 8_192 },
    modalities: { vision: true },
    chat_template_caps: { supports_tools: false },
  };

  test("tells by its properties what its one model sees, whether its template has tools, and the window of a request", async () => {
    using runtime = simulate({ "/v1/models": () => ({ data: [row("a", 32_768)] }), "/props": () => props });
    expect((await list("llama-cpp", runtime.url)).models.map(known)).toEqual([
      {
        id: "a",
        reach: "device",
        also: ["short"],
        context: 8_192,
        can: ["chat", "embeddings", "images", "json-schema"],
      },
    ]);
  });

  test("has no properties that hold for one of many models, and needs none for its list", async () => {
    using router = simulate({ "/v1/models": () => ({ data: [row("a"), row("b")] }), "/props": () => props });
    expect((await list("llama-cpp", router.url)).models.map((model) => [model.context, model.can])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
    using bare = simulate({ "/v1/models": () => ({ data: [row("a", 4_096)] }) });
    expect((await list("llama-cpp", bare.url)).models.map((model) => model.context)).toEqual([4_096]);
  });

  test(
    "itself says so of its scripted model",
    async () => {
      const server = await llamaServer();
      if ("skipped" in server) return;
      const { models } = await list("llama-cpp", `${server.url}/v1`);
      await server.stop();
      expect(models).toHaveLength(1);
      expect(models[0]?.context).toBeGreaterThan(1_000);
      expect(models[0]?.can).toContain("tools");
      expect(models[0]?.can).not.toContain("images");
    },
    RUNTIME_START_MS,
  );
});

test("what a runtime tells in another type than it says costs a fact, not the list", async () => {
  const row = { id: "a", max_model_len: "much", aliases: 1, meta: [], architecture: { input_modalities: "text" } };
  using runtime = simulate({ "/v1/models": () => ({ data: [row] }) });
  for (const kind of ["vllm", "llama-cpp", "openai-compatible"]) {
    expect((await list(kind, runtime.url)).models.map(known)).toEqual([{ id: "a", reach: "device" }]);
  }
});

test("a list without end is not read to its end, whether its length is told or not", async () => {
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () =>
      new Response(
        new ReadableStream({
          pull: (controller) => controller.enqueue(Buffer.alloc(1 << 20, " ")),
        }),
      ),
  });
  const { models, trouble } = await list("vllm", `http://127.0.0.1:${server.port}/v1`);
  await server.stop(true);
  expect([models, trouble]).toEqual([[], "its list of models is too long"]);
});

test("where a server of Anthropic's dialect lists its models is under /v1, whatever its URL", async () => {
  using runtime = simulate({ "/v1/models": () => ({ data: [{ id: "claude-like", type: "model" }], has_more: false }) });
  for (const url of [runtime.url, runtime.url.replace("/v1", "")]) {
    expect((await list("anthropic-compatible", url)).models.map((model) => model.id)).toEqual(["claude-like"]);
  }
});
