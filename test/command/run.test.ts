/** `gateway run` around a client that only tells what it was started with: its own process, terminal and signals. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newToken, tokenHash } from "../../src/kit/token.ts";
import { type TestGateway, testGateway } from "../fixture/gateway.ts";
import { testHome, type TestHome } from "../fixture/home.ts";
import { configuredHome, gatewayCommand, PROGRAM } from "../fixture/process.ts";
import { startUpstream, type Upstream } from "../fixture/upstream.ts";

// each starts several processes
setDefaultTimeout(30_000);

let upstream: Upstream;
let bin: TestHome;

/** A program of that name, as a shell script. */
function client(name: string, script: string): void {
  writeFileSync(bin.file(name), `#!/bin/sh\n${script}\n`);
  chmodSync(bin.file(name), 0o755);
}

beforeAll(() => {
  upstream = startUpstream();
  bin = testHome();
});
afterAll(() => {
  upstream.stop();
  bin[Symbol.dispose]();
});

const sim = () => ({ sim: { kind: "openai-compatible", url: upstream.url, models: ["whole", "stream"] } });
const path = () => `${bin.path}:${process.env.PATH ?? ""}`;

/** A home whose gateway is the one that runs already. */
const homeOf = (running: TestGateway, more: object = {}) =>
  configuredHome({ server: { port: running.listening.port }, providers: sim(), ...more });
/** A home of which no gateway runs: nothing can listen on port 0. */
const homeAlone = (more: object = {}) => configuredHome({ server: { port: 0 }, providers: sim(), ...more });

const run = (home: TestHome, words: readonly string[], env: Record<string, string> = {}) =>
  gatewayCommand(["run", ...words], { home: home.path, env: { PATH: path(), ...env } });

describe("a client that is run", () => {
  test("gets the words behind --, the wiring before them, and the rest of its environment as it was", async () => {
    client("codex", `printf '<%s>' "$@"; echo; echo "key $GATEWAY_CLIENT_KEY, mine $MINE, here $(pwd)"`);
    await using running = await testGateway({ providers: sim() });
    using home = await homeOf(running);
    const words = ["codex", "--model", "sim/whole", "--", "exec", "--json", "a  b", "--help", "*"];
    const { code, out, err } = await run(home, words, { MINE: "kept" });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(`base_url = "${running.url}/v1"`);
    expect(out).toContain(`<model="sim/whole">`);
    expect(out).toContain(`<exec><--json><a  b><--help><*>\n`);
    expect(out).toContain(`key gateway, mine kept, here ${home.path}\n`);
  });

  test("asks the gateway that answers, under its own name", async () => {
    client(
      "claude",
      `curl -s -D- "$ANTHROPIC_BASE_URL/v1/messages" -H "$ANTHROPIC_CUSTOM_HEADERS" -H "authorization: Bearer $ANTHROPIC_AUTH_TOKEN" \\
       -d "{\\"model\\":\\"$ANTHROPIC_MODEL\\",\\"max_tokens\\":9,\\"messages\\":[{\\"role\\":\\"user\\",\\"content\\":\\"hi\\"}]}"`,
    );
    await using running = await testGateway({ providers: sim() });
    using home = await homeOf(running);
    const { out } = await run(home, ["claude"]);
    const id = /x-gateway-receipt: (\S+)/i.exec(out)?.[1] ?? "";
    const response = new Response(null, { headers: { "x-gateway-receipt": id } });
    expect(await running.receiptOf(response)).toMatchObject({ client: "claude-code", served: "sim/whole" });
  });

  test.each([0, 1, 7, 130])("ends with its own exit code: %i", async (wanted) => {
    client("codex", `exit ${wanted}`);
    await using running = await testGateway({ providers: sim() });
    using home = await homeOf(running);
    expect((await run(home, ["codex"])).code).toBe(wanted);
  });

  test("that a signal ends is told as shells tell it", async () => {
    client("codex", `kill -KILL $$`);
    await using running = await testGateway({ providers: sim() });
    using home = await homeOf(running);
    expect((await run(home, ["codex"])).code).toBe(137);
  });

  test("shows its token where the gateway wants one, and is told when there is none", async () => {
    client("codex", `echo "key $GATEWAY_CLIENT_KEY"`);
    const token = newToken();
    const clients = { me: { token: tokenHash(token) } };
    await using running = await testGateway({ server: { host: "0.0.0.0" }, providers: sim(), clients });
    using home = await homeOf(running);
    expect((await run(home, ["codex"], { GATEWAY_TOKEN: token })).out).toBe(`key ${token}\n`);
    for (const env of [{}, { GATEWAY_TOKEN: newToken() }] as Record<string, string>[]) {
      const { code, out, err } = await run(home, ["codex"], env);
      expect({ code, out }).toEqual({ code: 4, out: "" });
      expect(err).toContain("try:     export GATEWAY_TOKEN=gw-…");
    }
  });

  test("reads a file of ours, which is gone when it has ended, whatever its end", async () => {
    client("cn", `cat "$2"; ls -l "$2" | cut -c1-10; exit 3`);
    await using running = await testGateway({ providers: sim() });
    using home = await homeOf(running);
    const { code, out } = await run(home, ["continue"]);
    expect(code).toBe(3);
    expect(out).toContain(`"apiBase": "${running.url}/v1"`);
    expect(out).toEndWith("-rw-------\n");
    expect(readdirSync(home.path).filter((name) => name.startsWith("run-"))).toEqual([]);
  });
});

describe("where no gateway answers", () => {
  test("one serves for the run alone, with its receipts in the same home", async () => {
    client("opencode", `echo "$OPENCODE_CONFIG_CONTENT"`);
    using home = await homeAlone();
    const { code, out, err } = await run(home, ["opencode"]);
    expect(code).toBe(0);
    const url = /one serves for this run, at (http:\S+)/.exec(err)?.[1] ?? "";
    const config = JSON.parse(out) as { provider: { gateway: { options: object; models: object } } };
    expect(config.provider.gateway.options).toMatchObject({ baseURL: `${url}/v1` });
    expect(Object.keys(config.provider.gateway.models)).toContain("sim/whole");
    expect(existsSync(home.file("ledger.db"))).toBe(true);
    const gone = await fetch(`${url}/health/live`).catch((error: unknown) => error);
    expect(gone).toBeInstanceOf(Error);
    // the home is free again
    expect((await run(home, ["opencode"])).code).toBe(0);
  });

  test("and the home is another's, the way out is named", async () => {
    client("codex", `"$GATEWAY" run codex -- inner`);
    client("gateway", `shift $#; exec ${PROGRAM.map((word) => `'${word}'`).join(" ")} run claude`);
    client("claude", `echo started`);
    using home = await homeAlone();
    const { code, out, err } = await run(home, ["codex"], { GATEWAY: bin.file("gateway") });
    expect({ code, out }).toEqual({ code: 11, out: "" });
    expect(err).toContain("because: it serves on another port, or for the one client that gateway run has started");
    expect(err).toContain("start gateway serve");
  });
});

describe("what cannot be run is told before anything is started", () => {
  test.each([
    [["gemini"], 2, "Gemini CLI cannot be run through the gateway yet"],
    [["clod"], 2, "try:     gateway run "],
    [["codex", "--model", "sim/hole"], 2, "try:     gateway run codex --model sim/whole"],
    [["codex", "exec", "hi"], 2, "try:     gateway run codex -- exec hi"],
    [["claude", "-p", "hi"], 2, "try:     gateway run claude -- -p hi"],
  ])("%p", async (words, code, says) => {
    client("codex", "echo started");
    client("claude", "echo started");
    using home = await homeAlone();
    const told = await run(home, words);
    expect({ code: told.code, out: told.out }).toEqual({ code, out: "" });
    expect(told.err).toContain(says);
  });

  test("a client that is not there, with what installs it", async () => {
    using home = await homeAlone();
    const { code, err } = await run(home, ["codex"], { PATH: home.path });
    expect(code).toBe(1);
    expect(err).toContain("there is no program 'codex'");
    expect(err).toContain("try:     npm install --global @openai/codex");
  });
});

describe("--print", () => {
  test("shows what would be started, starts nothing, writes nothing, and has no secret", async () => {
    client("cn", "echo started");
    using home = await homeAlone({ server: { port: 4711 } });
    const token = newToken();
    const env = { GATEWAY_TOKEN: token };
    const { code, out, err } = await run(home, ["cn", "--print", "--", "-p", "it's"], env);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(`"apiBase": "http://127.0.0.1:4711/v1"`);
    expect(out).toMatch(/\n {2}cn --config \S+\.yaml -p 'it'\\''s'\n$/);
    const json = await run(home, ["cn", "--print", "--json", "--", "-p"], env);
    expect(JSON.parse(json.out)).toMatchObject({ client: "continue", env: { GATEWAY_CLIENT_KEY: "…" }, unset: [] });
    expect(out + json.out).not.toContain(token);
    expect(readdirSync(home.path)).toEqual(["config.yaml"]);
  });

  test.each([
    ["key: client", { kind: "anthropic", key: "client" }, [], true],
    ["no key at all", { kind: "anthropic" }, [], true],
    ["a key of the gateway's", { kind: "anthropic", key: "env:SOME_KEY" }, [], false],
    ["key: client, but a model of another", { kind: "anthropic", key: "client" }, ["--model", "sim/whole"], false],
    ["key: client, switched off", { kind: "anthropic", key: "client", enabled: false }, [], false],
  ])("a provider with %s decides whose login it is", async (_what, provider, words, own) => {
    using home = await configuredHome({ providers: { claude: provider, ...sim() } });
    const { out } = await run(home, ["claude", "--print", ...words]);
    expect(out.includes("ANTHROPIC_AUTH_TOKEN")).toBe(!own);
    expect(out.includes("ANTHROPIC_MODEL=")).toBe(!own);
    expect(out.includes("-u ANTHROPIC_API_KEY")).toBe(!own);
    expect(out).toContain("ANTHROPIC_BASE_URL=");
  });
});

describe("signals", () => {
  const waits = `trap 'echo interrupted' INT; trap 'echo ended; exit 9' TERM; echo ready; n=0; while [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done`;

  test("for this process reach the client", async () => {
    client("codex", waits);
    await using running = await testGateway({ providers: sim() });
    using home = await homeOf(running);
    const child = Bun.spawn([...PROGRAM, "run", "codex"], {
      env: { PATH: path(), HOME: home.path, GATEWAY_HOME: home.path },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "inherit",
    });
    let said = "";
    for await (const chunk of child.stdout) {
      said += new TextDecoder().decode(chunk);
      if (said === "ready\n") child.kill("SIGINT");
      if (said === "ready\ninterrupted\n") child.kill("SIGTERM");
    }
    expect(said).toBe("ready\ninterrupted\nended\n");
    expect(await child.exited).toBe(9);
  });

  test("typed at a terminal reach it once, and it has the terminal", async () => {
    client("codex", `test -t 0 && test -t 1 && echo terminal; ${waits}`);
    await using running = await testGateway({ providers: sim() });
    using home = await homeOf(running);
    let said = "";
    let typed = false;
    const child = Bun.spawn([...PROGRAM, "run", "codex"], {
      env: { PATH: path(), HOME: home.path, GATEWAY_HOME: home.path },
      terminal: {
        data(terminal, bytes) {
          said += new TextDecoder().decode(bytes);
          if (!said.includes("ready") || typed) return;
          typed = true;
          terminal.write("\u0003");
          setTimeout(() => child.kill("SIGTERM"), 700);
        },
      },
    });
    expect(await child.exited).toBe(9);
    expect(said).toContain("terminal");
    expect(said.match(/interrupted/g)).toHaveLength(1);
  });
});

test("the folder of a home that is missing is made for the client's file", async () => {
  client("cn", `dirname "$2"`);
  using parent = testHome();
  const home = join(parent.path, "new");
  mkdirSync(parent.file("cwd"));
  const env = { PATH: path(), GATEWAY_HOME: home, GATEWAY_PORT: "0" };
  const { code, out } = await gatewayCommand(["run", "cn"], { home: parent.path, env, cwd: parent.file("cwd") });
  expect({ code, out }).toEqual({ code: 0, out: `${home}\n` });
});
