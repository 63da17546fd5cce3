/** `gateway models` and the consents that its models ask for, against runtimes on real sockets. */
import { expect, test } from "bun:test";
import { configuredHome } from "../fixture/process.ts";
import { gateway } from "../fixture/io.ts";
import { simulate, simulateOllama } from "../fixture/runtimes.ts";

test("the models are listed with their reach, the window in force and what they can do, or that it was not told", async () => {
  using ollama = simulateOllama([
    { name: "qwen3:8b", capabilities: ["completion", "tools"], loaded: 8_192 },
    { name: "gpt-oss:120b-cloud", capabilities: ["completion", "tools"], remote_host: "https://ollama.com:443" },
  ]);
  using plain = simulate({ "/v1/models": () => ({ data: [{ id: "some" }] }) });
  using home = await configuredHome({
    providers: { ollama: { kind: "ollama", url: ollama.url }, plain: { kind: "vllm", url: plain.url } },
  });
  const env = { GATEWAY_HOME: home.path };
  const { code, out, err } = await gateway(["models"], env);
  expect([code, err]).toEqual([0, ""]);
  expect(out.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
    ["MODEL", "REACH", "CONTEXT", "CAN"],
    ["ollama/qwen3:8b", "device", "8192 tokens", "chat, tools, json-schema"],
    ["ollama/gpt-oss:120b-cloud", "external", "not told", "chat, tools, json-schema"],
    ["plain/some", "device", "not told", "not told"],
    [""],
  ]);
  const { models } = JSON.parse((await gateway(["models", "--json"], env)).out) as { models: object[] };
  expect(models[2]).toEqual({ provider: "plain", id: "some", reach: "device" });
});

test("a runtime nearby can be given a consent for what it passes on, and it is said that the rest needs none", async () => {
  using home = await configuredHome({ providers: { ollama: { kind: "ollama", url: "http://127.0.0.1:9/v1" } } });
  const env = { GATEWAY_HOME: home.path };
  const { code, out, err } = await gateway(["consent", "grant", "ollama"], env);
  expect([code, out]).toEqual([0, expect.stringContaining("ollama may see content up to internal")]);
  expect(err).toContain("passes on to a third party; the others need none");
});
