/** What `/health` tells a person, and `/health/ready` a supervisor, as the disk and the providers come and go. */
import { mkdirSync, rmdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { parse } from "valibot";
import { openGateway } from "../../src/gateway/gateway.ts";
import { type ConfigInput, ConfigSchema } from "../../src/model/config.ts";
import { createApp } from "../../src/server/app.ts";
import type { HealthReport } from "../../src/server/health.ts";
import { listen } from "../../src/server/listen.ts";
import { question, testGateway } from "../fixture/gateway.ts";
import { testHome } from "../fixture/home.ts";
import { startUpstream, type Upstream } from "../fixture/upstream.ts";

let upstream: Upstream;
beforeAll(() => void (upstream = startUpstream()));
afterAll(() => upstream.stop());

const kind = "openai-compatible";
const sim = () => ({ kind, url: upstream.url, models: ["whole", "stall-before-answer", "broken"] });
const gone = { kind, url: "http://127.0.0.1:9/v1" };

async function health(url: string): Promise<HealthReport> {
  return (await (await fetch(`${url}/health`)).json()) as HealthReport;
}
async function ready(url: string): Promise<readonly [number, unknown]> {
  const response = await fetch(`${url}/health/ready`);
  return [response.status, await response.json()];
}

test("all is well: the version, the mode, each provider with what it has, and nothing running", async () => {
  const acme = { ...sim(), reach: "external" as const };
  await using gateway = await testGateway({ mode: "local", providers: { sim: sim(), acme } });
  await gateway.gateway.heard;
  const up = { models: 3, state: "up", because: "" };
  expect(await health(gateway.url)).toEqual({
    status: "ok",
    version: "test",
    mode: "local",
    running: 0,
    ledger: { status: "ok" },
    providers: [
      { name: "sim", reach: "device", ...up },
      { name: "acme", reach: "external", ...up },
    ],
  });
});

test("a request under way is counted, and one provider's silence is told with its reason", async () => {
  await using gateway = await testGateway({
    server: { stop_grace: 0 },
    providers: { sim: sim(), gone: { ...gone, models: ["gone"] }, unlisted: gone },
  });
  const leaving = new AbortController();
  const asking = gateway.ask(question("stall-before-answer"), { signal: leaving.signal }).catch(() => {});
  await gateway.ask(question("gone"));
  const { status, running, providers } = await health(gateway.url);
  expect([status, running]).toEqual(["ok", 1]);
  const silent = { models: 0, state: "down", because: expect.stringContaining("does not answer at") as string };
  expect(providers).toMatchObject([{ name: "sim" }, { name: "gone", ...silent, models: 1 }, silent]);
  leaving.abort();
  await asking;
});

test("an error is an answer too: the provider is up", async () => {
  await using gateway = await testGateway({ providers: { sim: sim() } });
  await gateway.ask(question("broken"));
  expect((await health(gateway.url)).providers[0]).toMatchObject({ state: "up", because: "it answered" });
});

const readiness: readonly [string, () => ConfigInput["providers"], number][] = [
  ["a model nearby is there", () => ({ gone, sim: sim() }), 200],
  ["a third party is configured, which is not asked", () => ({ acme: { ...gone, reach: "external" } }), 200],
  ["the only runtime does not answer", () => ({ gone }), 503],
  ["the only runtime is switched off", () => ({ sim: { ...sim(), enabled: false } }), 503],
  ["there is no provider", () => ({}), 503],
];
test.each(readiness)("where %s, ready is answered accordingly, and live always", async (_where, providers, status) => {
  await using gateway = await testGateway({ providers: providers() ?? {} });
  const said = status === 200 ? "ok" : "not-ready";
  expect(await ready(gateway.url)).toEqual([status, { status: said, ledger: "ok" }]);
  expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
});

test("a ledger that cannot be written degrades it until it can, and the person learns why", async () => {
  using home = testHome();
  mkdirSync(home.file("ledger.db"));
  const config = parse(ConfigSchema, { version: 1, providers: { sim: sim() }, ledger: { on_failure: "serve" } });
  const gateway = openGateway({ config, home: home.path, version: "test", env: {} });
  const app = createApp(gateway, { host: "127.0.0.1", bodyLimit: 1 << 20, version: "test" });
  const { url, stop } = listen(app, gateway, { host: "127.0.0.1", port: 0, stopGraceMs: 0 });
  const ask = () => fetch(`${url}/v1/chat/completions`, { method: "POST", body: JSON.stringify(question("whole")) });
  try {
    expect((await ask()).status).toBe(200);
    const { status, ledger } = await health(url);
    expect([status, ledger.status]).toEqual(["degraded", "unwritable"]);
    expect(ledger.because).toContain(home.file("ledger.db"));
    expect(await ready(url)).toEqual([503, { status: "not-ready", ledger: "unwritable" }]);
    rmdirSync(home.file("ledger.db"));
    expect((await ask()).status).toBe(200);
    expect(await health(url)).toMatchObject({ status: "ok", ledger: { status: "ok" } });
    expect(await ready(url)).toEqual([200, { status: "ok", ledger: "ok" }]);
  } finally {
    await stop();
    gateway.close();
  }
});
