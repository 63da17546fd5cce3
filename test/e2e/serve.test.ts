/** `gateway serve` as a process: what a user meets on an ordinary day and on a bad one. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, existsSync, readdirSync, readFileSync } from "node:fs";
import OpenAI from "openai";
import { question } from "../fixture/gateway.ts";
import { testHome } from "../fixture/home.ts";
import { configuredHome, gatewayCommand, serveProcess } from "../fixture/process.ts";
import { BEHAVIOURS, startUpstream, type Upstream } from "../fixture/upstream.ts";

let upstream: Upstream;
beforeAll(() => {
  upstream = startUpstream();
});
afterAll(() => upstream.stop());

const external = () => ({
  providers: {
    acme: { kind: "openai-compatible", url: upstream.url, reach: "external", models: Object.keys(BEHAVIOURS) },
  },
});
const nearby = (more: Record<string, unknown> = {}) => ({
  providers: { sim: { kind: "openai-compatible", url: upstream.url, models: Object.keys(BEHAVIOURS), ...more } },
});

describe("on a clean home", () => {
  test("a first request is answered, labelled as a demo, and its receipt can be read and verified", async () => {
    using home = testHome();
    // a port nothing listens on keeps a runtime of the developer's own out of it
    await using gateway = await serveProcess({ home: home.path, env: { GATEWAY_CONFIG: "" } });
    const response = await gateway.ask(question("demo"));
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("not a language model");
    const id = response.headers.get("x-gateway-receipt") ?? "";
    const shown = await gatewayCommand(["receipts", "show", id, "--json"], { home: home.path });
    expect(JSON.parse(shown.out)).toMatchObject({ id, end: "complete", served: "demo/demo", verdict: "allow" });
    const verified = await gatewayCommand(["receipts", "verify", id], { home: home.path });
    expect(verified).toMatchObject({ code: 0, out: expect.stringContaining(`receipt ${id} is entry`) });
  });

  test("a second one on the same home says so and exits with 11", async () => {
    using home = testHome();
    await using _gateway = await serveProcess({ home: home.path });
    const second = await gatewayCommand(["serve", "--port", "0"], { home: home.path });
    expect(second).toMatchObject({
      code: 11,
      err: expect.stringContaining("another gateway is already serving this home"),
    });
  });

  test("a taken port is named, and another is offered", async () => {
    using home = testHome();
    const port = new URL(upstream.url).port;
    const taken = await gatewayCommand(["serve", "--port", port], { home: home.path });
    expect(taken.code).toBe(11);
    expect(taken.err).toContain(`gateway serve --port ${Number(port) + 1}`);
  });

  test("no address beyond this machine is listened on while no client has a token", async () => {
    using home = testHome();
    const serve = (host: string) => gatewayCommand(["serve", "--host", host, "--port", "0"], { home: home.path });
    const open = await serve("192.0.2.1");
    expect(open.code).toBe(2);
    expect(open.err).toContain("does not listen on 192.0.2.1");
    expect(open.err).toContain("try:     gateway token create NAME");
    const { err } = await gatewayCommand(["token", "create", "laptop"], { home: home.path });
    await Bun.write(home.file("config.yaml"), err.slice(err.indexOf("version: 1"), err.indexOf("then start")));
    // the door is no longer refused: this address, made for documentation, is just not one of this machine
    const closed = await serve("192.0.2.1");
    expect(closed).toMatchObject({ code: 2, err: expect.stringContaining("cannot listen on 192.0.2.1") });
  });
});

describe("the official OpenAI client", () => {
  test("talks to it like to OpenAI: whole, streamed, refused", async () => {
    using home = await configuredHome({ ...external(), trust: { default: "public" } });
    await using gateway = await serveProcess({ home: home.path });
    const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: "none", maxRetries: 2 });
    const whole = await client.chat.completions.create({
      model: "acme/whole",
      messages: [{ role: "user", content: "hi" }],
    });
    expect(whole.choices[0]?.message.content).toBe("fine");
    const stream = await client.chat.completions.create({
      model: "acme/stream",
      messages: [{ role: "user", content: "hi" }],
      stream: true,
    });
    let text = "";
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
    expect(text).toBe("Hello");
    upstream.seen.length = 0;
    const token = ["ghp_", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO", "0pINUx"].join("");
    const refused = client.chat.completions.create({
      model: "acme/whole",
      messages: [{ role: "user", content: `use ${token}` }],
    });
    const error = await refused.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(error).toBeInstanceOf(OpenAI.APIError);
    const { status, message, requestID } = error as InstanceType<typeof OpenAI.APIError>;
    expect(status).toBe(451);
    expect(message).toMatch(
      /found secret\.github-token in message 1 \(user\), and a secret never goes to a third party/,
    );
    expect(message).not.toContain(token);
    expect(message).toContain(String(requestID));
    // told once, not retried, and nothing has left
    expect(upstream.seen.length).toBe(0);
    expect((await client.models.list()).data.map((model) => model.id)).toContain("acme/whole");
  });

  test("sees the error of a stream that breaks", async () => {
    using home = await configuredHome(nearby());
    await using gateway = await serveProcess({ home: home.path });
    const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: "none" });
    const read = async () => {
      const stream = await client.chat.completions.create({
        model: "cut-mid-event",
        messages: [{ role: "user", content: "hi" }],
        stream: true,
      });
      let text = "";
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
      return text;
    };
    expect(read()).rejects.toThrow(/broke in the middle/);
  });
});

describe("consent", () => {
  test("given in another process holds from the next request on, and so does its withdrawal", async () => {
    using home = await configuredHome(external());
    await using gateway = await serveProcess({ home: home.path });
    const ask = async () => {
      await Bun.sleep(30);
      return gateway.ask(question("acme/whole"));
    };
    const before = await ask();
    expect(before.status).toBe(451);
    expect(await before.text()).toContain("gateway consent grant acme --level internal");
    expect((await gatewayCommand(["consent", "grant", "acme", "--reason", "test"], { home: home.path })).code).toBe(0);
    expect((await ask()).status).toBe(200);
    expect((await gatewayCommand(["consent", "list"], { home: home.path })).out).toContain("acme");
    expect((await gatewayCommand(["consent", "revoke", "acme"], { home: home.path })).code).toBe(0);
    expect((await ask()).status).toBe(451);
  });
});

describe("law 3", () => {
  test("a secret stands in no file, log line or error, wherever in the request it was", async () => {
    using home = await configuredHome({
      providers: {
        sim: { kind: "openai-compatible", url: upstream.url, models: ["whole"] },
        acme: { kind: "openai-compatible", url: upstream.url, reach: "external", models: ["whole"] },
      },
    });
    await using gateway = await serveProcess({ home: home.path, env: { GATEWAY_LOG: "debug" } });
    const canary = ["AKIA", "QYLPMN5HHHFPZAM2"].join("");
    const places = [
      question("acme/whole", {}, `key ${canary}`),
      question("sim/whole", {}, `key ${canary}`),
      question("acme/whole", { user: canary }),
      question("acme/whole", { metadata: { [canary]: "x" } }),
      question("acme/whole", { tools: [{ type: "function", function: { name: "t", description: canary } }] }),
      question(canary),
      { model: "acme/whole", messages: [{ role: canary, content: "x" }] },
      {
        model: "acme/whole",
        messages: [
          {
            role: "assistant",
            tool_calls: [{ id: "1", type: "function", function: { name: "f", arguments: `{"k":"${canary}"}` } }],
          },
        ],
      },
    ];
    for (const body of places) {
      const response = await gateway.ask(body);
      if (body.model !== canary) expect(await response.text()).not.toContain(canary);
      if (String(body.model).startsWith("acme")) expect([400, 451]).toContain(response.status);
    }
    await Bun.sleep(50);
    await gateway.kill("SIGTERM");
    expect(gateway.said()).not.toContain(canary);
    const named = readFileSync(home.file("ledger.db")).toString("latin1");
    // the model's own name is the one thing a receipt repeats of a request
    expect(named.split(canary).length - 1).toBeLessThanOrEqual(2);
  });
});

describe("stopping", () => {
  test("lets an answer that is under way finish", async () => {
    using home = await configuredHome({ ...nearby(), server: { stop_grace: 5 } });
    await using gateway = await serveProcess({ home: home.path });
    const response = await gateway.ask(question("stream-split", { stream: true }));
    const reading = response.text();
    const code = await gateway.kill("SIGTERM");
    expect(await reading).toEndWith("data: [DONE]\n\n");
    expect(code).toBe(0);
  });

  test("cuts what takes longer than its time, says so in the stream, and files the receipt", async () => {
    using home = await configuredHome({ ...nearby(), server: { stop_grace: 0.2 } });
    await using gateway = await serveProcess({ home: home.path });
    const response = await gateway.ask(question("stall-mid-stream", { stream: true }));
    const reading = response.text();
    await Bun.sleep(50);
    expect(await gateway.kill("SIGTERM")).toBe(0);
    expect(await reading).toMatch(/the gateway was stopped[^]*\[DONE\]/);
    const list = await gatewayCommand(["receipts", "list", "--json"], { home: home.path });
    expect(JSON.parse(list.out).receipts[0]).toMatchObject({ end: "cut-by-shutdown" });
  });
});

describe("storage that fails", () => {
  const root = process.getuid?.() === 0;

  test("a home that cannot be written: nothing goes to a third party; what is nearby follows the configuration", async () => {
    for (const on_failure of ["refuse", "serve"]) {
      using home = await configuredHome({
        providers: {
          sim: { kind: "openai-compatible", url: upstream.url, models: ["whole"] },
          acme: { kind: "openai-compatible", url: upstream.url, reach: "external", models: ["whole"] },
        },
        trust: { default: "public" },
        ledger: { on_failure },
      });
      // root may write anywhere: a file where the folder should be stops even root
      await Bun.write(home.file("blocked"), "");
      const place = {
        home: root ? home.file("blocked") : home.path,
        env: { GATEWAY_CONFIG: home.file("config.yaml"), HOME: home.path },
        cwd: home.path,
      };
      if (!root) chmodSync(home.path, 0o500);
      await using gateway = await serveProcess(place);
      upstream.seen.length = 0;
      const away = await gateway.ask(question("acme/whole"));
      expect(away.status).toBe(503);
      expect(await away.json()).toMatchObject({
        error: { code: "ledger-unwritable", message: expect.stringContaining("Nothing can be recorded") },
      });
      expect(upstream.seen.length).toBe(0);
      expect((await gateway.ask(question("sim/whole"))).status).toBe(on_failure === "serve" ? 200 : 503);
      const health = (await (await fetch(`${gateway.url}/health`)).json()) as { status: string };
      expect(health.status).toBe("degraded");
      if (!root) chmodSync(home.path, 0o700);
    }
  });

  test("a disk that fills up refuses, and serves again by itself when there is room", async () => {
    const full = "/dev/shm";
    if (!root || !existsSync(full)) return console.log("skipped: needs root and a small file system of its own");
    using mount = testHome();
    if (Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount.path]).exitCode !== 0) {
      return console.log("skipped: no file system can be mounted here");
    }
    try {
      await Bun.write(
        mount.file("config.yaml"),
        JSON.stringify({ version: 1, ...external(), trust: { default: "public" } }),
      );
      await using gateway = await serveProcess({ home: mount.path });
      expect((await gateway.ask(question("acme/whole"))).status).toBe(200);
      Bun.spawnSync(["dd", "if=/dev/zero", `of=${mount.file("filler")}`, "bs=1k"], { stderr: "ignore" });
      const statuses: number[] = [];
      upstream.seen.length = 0;
      for (let i = 0; i < 60; i++)
        statuses.push((await gateway.ask(question("acme/whole", {}, "x".repeat(500)))).status);
      expect(statuses).toContain(503);
      expect(upstream.seen.length).toBe(statuses.filter((status) => status === 200).length);
      Bun.spawnSync(["rm", mount.file("filler")]);
      expect((await gateway.ask(question("acme/whole"))).status).toBe(200);
      await gateway.kill("SIGTERM");
      expect((await gatewayCommand(["receipts", "verify"], { home: mount.path })).code).toBe(0);
    } finally {
      Bun.spawnSync(["umount", mount.path]);
    }
  });
});

test("files of the home are their owner's alone", async () => {
  using home = testHome();
  using elsewhere = testHome();
  await using gateway = await serveProcess({ home: home.path, env: { HOME: elsewhere.path } });
  await gateway.ask(question("demo"));
  const modes = Bun.spawnSync(["find", home.path, "-type", "f", "-perm", "/077"]).stdout.toString();
  expect(readdirSync(home.path)).toContain("ledger.db");
  expect(modes).toBe("");
});
