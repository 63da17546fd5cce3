/** Who is measured: how each is started, pointed at the upstream, and asked. */
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { BodyShape } from "./bodies.ts";
import { DIRECT, LIMIT } from "./report.ts";
import type { Spoken } from "./spoken.ts";
import { freePort, HERE, listens, start, type Started } from "./process.ts";

/** What the client speaks, and behind an arrow what the provider does where that is something else. */
export type Way = Spoken | "chat → messages";

/** How a peer is asked in one way. */
export type Ask = {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What it knows by where to send it. */
  readonly model?: string;
};

export type Asks = Readonly<Partial<Record<Way, Ask>>> & { readonly chat: Ask };

export type Peer = {
  readonly name: string;
  readonly port: number;
  readonly asks: Asks;
  /** Another way to run a peer that is measured in full. */
  readonly variant: boolean;
  /** Undefined for the upstream itself, which is not measured. */
  readonly process?: Started;
};

/** A peer that cannot be measured here, and why. */
export type Absent = { readonly name: string; readonly because: string };

/** How to start one; what it needs is prepared before. */
export type Recipe = {
  readonly name: string;
  readonly asks: Asks;
  readonly variant?: boolean;
  /** Another project's, installed for the benchmark only. */
  readonly foreign?: boolean;
  readonly command: (port: number) => readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly prepare?: (port: number) => Promise<void>;
  /** What can only be done once it listens. */
  readonly afterStart?: (port: number) => Promise<void>;
};

const ROOT = resolve(HERE, "../..");
const ANTHROPIC = { "anthropic-version": "2023-06-01" };
const DIALECTS: Asks = {
  chat: { path: "/v1/chat/completions" },
  messages: { path: "/v1/messages", headers: ANTHROPIC },
  responses: { path: "/v1/responses" },
};
export const BINARY = join(ROOT, "dist/gateway");
const FROM_SOURCE = [process.execPath, join(ROOT, "src/main.ts")];

export type Bench = { readonly upstream: number; readonly folder: string };

export function recipes(bench: Bench): readonly (Recipe | Absent)[] {
  const built = existsSync(BINARY);
  const missing = { name: "gateway", because: "dist/gateway is not built (bun run build)" };
  return [
    passThrough(bench),
    built ? gateway(bench, "gateway", [BINARY], "external") : missing,
    { ...gateway(bench, "gateway (source)", FROM_SOURCE, "external"), variant: built },
    { ...gateway(bench, "gateway (device)", built ? [BINARY] : FROM_SOURCE, "device"), variant: true },
    portkey(bench),
    betterCcflare(bench),
  ];
}

export function direct({ upstream }: Bench): Peer {
  return { name: DIRECT, port: upstream, asks: DIALECTS, variant: false };
}

/** What the load generator is told of a request; undefined for a way the peer does not know. */
export function asked({ port, asks }: Peer, body: BodyShape, way: Way) {
  const ask = asks[way];
  if (ask === undefined) return undefined;
  const { path, headers = {}, ...model } = ask;
  return {
    port,
    path,
    headers,
    body: { ...body, ...model, spoken: way === "chat → messages" ? "chat" : way },
  } as const;
}

export function askedChat(peer: Peer, body: BodyShape) {
  return asked(peer, body, "chat")!;
}

function passThrough({ upstream }: Bench): Recipe {
  const program = join(HERE, "pass-through.ts");
  return {
    name: LIMIT,
    asks: DIALECTS,
    command: (port) => [process.execPath, program, String(port), `http://127.0.0.1:${upstream}`],
  };
}

/** Of the provider that speaks Anthropic's dialect, whatever the client does. */
const CLAUDE = "claude-bench";

/** With classification, policy and receipts on; `external` writes and syncs its record before it sends. */
function gateway({ upstream, folder }: Bench, name: string, program: readonly string[], reach: string): Recipe {
  const home = join(folder, name.replace(/\W+/g, "-"));
  const env = { GATEWAY_HOME: home };
  return {
    name,
    asks: {
      ...DIALECTS,
      messages: { ...DIALECTS.messages!, model: CLAUDE },
      "chat → messages": { ...DIALECTS.chat, model: CLAUDE },
    },
    env,
    command: (port) => [...program, "serve", "--port", String(port)],
    async prepare(port) {
      mkdirSync(home, { recursive: true, mode: 0o700 });
      const common = { url: `http://127.0.0.1:${upstream}/v1`, reach };
      const bench = { ...common, dialects: ["openai-chat", "openai-responses"], models: ["bench-model"] };
      const providers = {
        bench: { kind: "openai-compatible", ...bench },
        claude: { kind: "anthropic-compatible", ...common, models: [CLAUDE] },
      };
      // JSON is YAML too
      const config = JSON.stringify({ version: 1, server: { host: "127.0.0.1", port }, providers });
      writeFileSync(join(home, "config.yaml"), config);
      if (reach !== "external") return;
      for (const provider of Object.keys(providers))
        await command([...program, "consent", "grant", provider, "--level", "internal"], env);
    },
  };
}

/** Not below `test/`, where their files would be taken for the project's. */
const PEERS = join(ROOT, ".cache/bench-peers");

/** Installs the peers as their lockfile says. Why they cannot be had, or undefined. */
export async function installPeers(): Promise<string | undefined> {
  try {
    mkdirSync(PEERS, { recursive: true });
    for (const name of ["package.json", "bun.lock"]) copyFileSync(join(HERE, "peers", name), join(PEERS, name));
    await command([process.execPath, "install", "--frozen-lockfile"], {}, PEERS);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Runs on Node, as it is meant to. It listens on every address and has no setting for that. With the newest hono and node
 * server its streams end in errors (immutable headers), so `overrides` holds both to the oldest that it asks for.
 */
function portkey({ upstream }: Bench): Recipe | Absent {
  const node = Bun.which("node");
  if (node === null) return { name: "portkey", because: "there is no node to run it" };
  const program = join(PEERS, "node_modules/@portkey-ai/gateway/build/start-server.js");
  const towards = (provider: string) => ({
    ...DIALECTS.chat,
    headers: {
      authorization: "Bearer any",
      "x-portkey-provider": provider,
      "x-portkey-custom-host": `http://127.0.0.1:${upstream}/v1`,
    },
  });
  return {
    name: "portkey",
    foreign: true,
    asks: { chat: towards("openai"), "chat → messages": towards("anthropic") },
    env: { NODE_ENV: "production" },
    command: (port) => [node, program, "--headless", `--port=${port}`],
  };
}

/** It speaks Anthropic's dialect to clients; an account of that kind passes it on to the upstream's own `/v1/messages`. */
function betterCcflare({ upstream, folder }: Bench): Recipe {
  const home = join(folder, "better-ccflare");
  return {
    name: "better-ccflare",
    foreign: true,
    // asked for a chat it passes on what it is given, and reads none of it
    asks: { chat: DIALECTS.messages!, messages: DIALECTS.messages! },
    env: {
      HOME: home,
      BETTER_CCFLARE_HOST: "127.0.0.1",
      BETTER_CCFLARE_DB_PATH: join(home, "state.db"),
      BETTER_CCFLARE_CONFIG_PATH: join(home, "config.json"),
      // else it asks other hosts for prices
      CF_PRICING_OFFLINE: "1",
      LOG_LEVEL: "ERROR",
    },
    command: (port) => [
      join(PEERS, "node_modules/better-ccflare/dist/better-ccflare"),
      "--serve",
      "--port",
      String(port),
    ],
    prepare: async () => void mkdirSync(home, { recursive: true }),
    async afterStart(port) {
      const account = { name: "bench", apiKey: "any", priority: 0, customEndpoint: `http://127.0.0.1:${upstream}` };
      const added = await fetch(`http://127.0.0.1:${port}/api/accounts/anthropic-compatible`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(account),
      });
      if (!added.ok) throw new Error(`no account could be made: ${(await added.text()).slice(0, 200)}`);
    },
  };
}

/** Starts it and waits until it can be asked. */
export async function startPeer(recipe: Recipe): Promise<Peer | Absent> {
  const { name, asks, variant = false, command, env, prepare, afterStart } = recipe;
  const port = await freePort();
  let process: Started | undefined;
  try {
    await prepare?.(port);
    process = start(0, command(port), env);
    if (!(await listens(port))) throw new Error("it did not start to listen");
    await afterStart?.(port);
    return { name, port, asks, variant, process };
  } catch (error) {
    await process?.stop();
    return { name, because: error instanceof Error ? error.message : String(error) };
  }
}

async function command(words: readonly string[], env: Readonly<Record<string, string>>, cwd = HERE): Promise<void> {
  const child = Bun.spawn([...words], { cwd, env: { ...process.env, ...env }, stdout: "ignore", stderr: "pipe" });
  const said = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) throw new Error(said.trim().split("\n").slice(0, 2).join("; "));
}
