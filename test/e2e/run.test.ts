/**
 * Real agents started by `gateway run` on a real llama.cpp server: each answers, is known by its name, and has nothing of
 * its own or its user's edited. Every client's files say to go elsewhere, and so does a proxy, which sees what else they do.
 */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import { newToken, tokenHash } from "../../src/kit/token.ts";
import { createApp } from "../../src/server/app.ts";
import { listReceipts } from "../../src/store/receipts.ts";
import { CLOSING_ANSWER } from "../fixture/gguf-scripted.ts";
import { testGateway } from "../fixture/gateway.ts";
import { npmClient, type NpmClient } from "../fixture/npm-client.ts";
import { configuredHome, gatewayCommand } from "../fixture/process.ts";
import { llamaServer } from "../fixture/runtime.ts";

type Case = NpmClient & {
  readonly name: string;
  readonly words: readonly string[];
  /** What its user has configured: it would lead astray, and must be there unchanged afterwards. */
  readonly files: Readonly<Record<string, string>>;
  /** Whom it calls though it is asked not to. */
  readonly calls: readonly string[];
};

/** Nothing listens there. */
const ASTRAY = "http://127.0.0.1:9";

const CASES: readonly Case[] = [
  {
    name: "claude-code",
    package: "@anthropic-ai/claude-code",
    version: "2.1.330",
    bin: "claude",
    words: ["-p", "hi", "--output-format", "json"],
    files: {
      ".claude/settings.json": `{\n  "env": { "ANTHROPIC_BASE_URL": "${ASTRAY}", "ANTHROPIC_MODEL": "astray" } }\n`,
    },
    calls: [],
  },
  {
    name: "codex",
    package: "@openai/codex",
    version: "0.169.0",
    bin: "codex",
    words: ["exec", "--skip-git-repo-check", "--json", "hi"],
    files: {
      ".codex/config.toml": `# mine\nmodel = "astray"\nmodel_provider = "mine"\n\n[model_providers.mine]\nname = "Mine" # here\nbase_url = "${ASTRAY}/v1"\nwire_api = "responses"\n`,
    },
    calls: [],
  },
  {
    name: "opencode",
    package: "opencode-ai",
    version: "1.18.33",
    bin: "opencode",
    words: ["run", "hi", "--format", "json"],
    files: {
      ".config/opencode/opencode.json": `{ "$schema": "https://opencode.ai/config.json", // mine\n  "model": "mine/astray",\n  "provider": { "mine": { "npm": "@ai-sdk/openai-compatible", "options": { "baseURL": "${ASTRAY}/v1" }, "models": { "astray": {} } } } }\n`,
    },
    // the types of its plugins, into its own folders
    calls: ["registry.npmjs.org:443"],
  },
  {
    name: "continue",
    package: "@continuedev/cli",
    version: "1.5.47",
    bin: "cn",
    words: ["-p", "hi"],
    files: {
      ".continue/config.yaml": `# mine\nname: mine\nversion: 1.0.0\nschema: v1\nmodels: [{ name: astray, provider: openai, model: astray, apiBase: "${ASTRAY}/v1" }]\n`,
    },
    calls: [],
  },
];

/** Some of the clients are scripts that a newer Node runs than the machine may have. */
const NODE: NpmClient = { package: "node", version: "22.22.3", bin: "node" };

/** A run that takes longer has gone into a loop, milliseconds. */
const RUN_MS = 180_000;

const runtime = await llamaServer();
const fetched = new Map<string, string | { readonly skipped: string }>();
if (!("skipped" in runtime)) for (const one of [NODE, ...CASES]) fetched.set(one.package, await npmClient(one));
afterAll(async () => ("skipped" in runtime ? undefined : runtime.stop()));

/** PATH with only what could be fetched, before what the machine has. */
const path = () => {
  const programs = [...fetched.values()].filter((found) => typeof found === "string");
  return [...programs.map(dirname), process.env.PATH ?? ""].join(":");
};

/** A proxy that lets nothing through, and remembers who was to be called. */
function startSink() {
  const called: string[] = [];
  const server = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data(socket, bytes) {
        called.push(bytes.toString().split(" ")[1] ?? "");
        socket.end("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n");
      },
    },
  });
  const url = `http://127.0.0.1:${server.port}`;
  const env = { HTTPS_PROXY: url, HTTP_PROXY: url, https_proxy: url, http_proxy: url };
  return { called, env, stop: () => server.stop(true) };
}

/** The gateway, with what each request said of its sender. */
async function startGateway(token: string, providers: Record<string, { kind: string; url: string }>) {
  const clients = { me: { token: tokenHash(token) } };
  const { gateway, ...rest } = await testGateway({ providers, clients });
  const app = createApp(gateway, { host: "0.0.0.0", bodyLimit: 2 ** 25, version: "test" });
  const named = new Set<string>();
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    fetch(request) {
      if (request.method === "POST") named.add(request.headers.get("x-gateway-client") ?? "");
      return app.fetch(request);
    },
  });
  const receipts = () => listReceipts(gateway.rim.ledger.db, 50).map(({ receipt }) => receipt);
  const stop = () => server.stop(true).then(() => rest[Symbol.asyncDispose]());
  return { port: server.port, named, receipts, [Symbol.asyncDispose]: stop };
}

for (const one of CASES) {
  const program = fetched.get(one.package) ?? { skipped: "there is no llama.cpp server to serve it" };
  const url = "skipped" in runtime ? "" : `${runtime.url}/v1`;

  test.skipIf("skipped" in runtime || typeof program !== "string")(
    `gateway run ${one.name} does a whole round with a tool, shows its token, and calls nobody else`,
    async () => {
      const providers = { llama: { kind: "llama-cpp", url } };
      const token = newToken();
      await using gateway = await startGateway(token, providers);
      using home = await configuredHome({ server: { port: gateway.port }, providers });
      for (const [file, text] of Object.entries(one.files)) await Bun.write(home.file(file), text);
      mkdirSync(home.file("project"));
      const sink = startSink();
      const { code, out, err } = await gatewayCommand(["run", one.name, "--", ...one.words], {
        home: home.path,
        cwd: home.file("project"),
        // as root it runs in what says that it is a sandbox, and nowhere else
        env: { PATH: path(), IS_SANDBOX: "1", GATEWAY_TOKEN: token, ...sink.env },
      });
      sink.stop();
      if (code !== 0) throw new Error(`it ended with ${code}: ${out}${err}`);
      expect(out).toContain(CLOSING_ANSWER);
      expect(out + err).not.toContain(token);
      expect([...gateway.named]).toEqual([one.name]);
      const receipts = gateway.receipts();
      expect(receipts.length).toBeGreaterThanOrEqual(2);
      for (const receipt of receipts) expect(receipt).toMatchObject({ client: "me", status: 200, end: "complete" });
      expect([...new Set(sink.called)].filter((host) => !one.calls.includes(host))).toEqual([]);
      for (const [file, text] of Object.entries(one.files)) expect(await Bun.file(home.file(file)).text()).toBe(text);
      expect(readdirSync(home.path).filter((file) => file.startsWith("run-"))).toEqual([]);
    },
    RUN_MS,
  );
}

/** Theirs: to another no login goes. */
const DIALECTS = ["anthropic-messages", "openai-responses"] as const;

describe.each([
  [
    "Claude Code",
    "claude",
    ["-p", "hi"],
    { claudeAiOauth: { accessToken: "sk-ant-oat01-mine", expiresAt: 4e12, scopes: ["user:inference"] } },
    ".claude/.credentials.json",
  ],
  [
    "Codex",
    "codex",
    ["exec", "--skip-git-repo-check", "hi"],
    { auth_mode: "apikey", OPENAI_API_KEY: "sk-ant-oat01-mine" },
    ".codex/auth.json",
  ],
] as const)("%s with a login of its own", (_title, name, words, login, file) => {
  const one = CASES.find((one) => one.bin === name);
  const skipped = "skipped" in runtime || typeof fetched.get(one?.package ?? "") !== "string";

  test.skipIf(skipped)(
    "takes it through the gateway to the provider that asks for it, with the token going no further",
    async () => {
      const shown: (string | null)[] = [];
      const vendor = Bun.serve({
        hostname: "127.0.0.1",
        port: 0,
        fetch(request) {
          if (request.method === "POST") shown.push(request.headers.get("authorization"));
          return Response.json({ error: { type: "invalid_request_error", message: "seen" } }, { status: 400 });
        },
      });
      const models = ["claude-opus-5-5", "gpt-6.1-sol"];
      const url = `http://127.0.0.1:${vendor.port}/v1`;
      using home = await configuredHome({
        server: { port: 0 },
        providers: { vendor: { kind: "llama-cpp", url, key: "client", models, dialects: [...DIALECTS] } },
      });
      await Bun.write(home.file(file), JSON.stringify(login));
      mkdirSync(home.file("project"));
      const token = newToken();
      await gatewayCommand(["run", name, "--model", "vendor/claude-opus-5-5", "--", ...words], {
        home: home.path,
        cwd: home.file("project"),
        env: { PATH: path(), IS_SANDBOX: "1", GATEWAY_TOKEN: token },
      });
      await vendor.stop(true);
      expect(new Set(shown)).toEqual(new Set(["Bearer sk-ant-oat01-mine"]));
    },
    RUN_MS,
  );
});
