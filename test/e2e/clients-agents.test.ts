/**
 * The coding agents that people run, against the binary: they work through a task with their own tools on a real
 * llama.cpp server, on a provider of their own dialect and of others, and end when policy or the provider says no.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Dialect } from "../../src/model/request.ts";
import { type Agent, AGENTS, type Ran, runAgent } from "../fixture/cli-agents.ts";
import { CLOSING_ANSWER, TOOL_CALLS } from "../fixture/gguf-scripted.ts";
import type { TestHome } from "../fixture/home.ts";
import { npmClient } from "../fixture/npm-client.ts";
import { configuredHome, gatewayCommand, type Served, serveProcess } from "../fixture/process.ts";
import { llamaServer } from "../fixture/runtime.ts";
import { ERRORS } from "../fixture/spoken.ts";
import { modelOf, type Upstream } from "../fixture/upstream.ts";
import { startSpokenUpstream } from "../fixture/upstream-spoken.ts";

/** Waiting for a place counts, and a busy machine is slow. */
const PATIENCE_MS = 900_000;

const DIALECTS = ["openai-chat", "openai-responses", "anthropic-messages", "ollama-chat"] as const;
const SPOKEN_BY_LLAMA = DIALECTS.filter((dialect) => dialect !== "ollama-chat");

/** Another dialect for each agent, so that all are there. */
const OTHER: Readonly<Record<string, Dialect>> = {
  "Claude Code": "openai-chat",
  Codex: "anthropic-messages",
  "opencode by openai-chat": "openai-responses",
  "Continue by openai-chat": "ollama-chat",
};
const MAIN = AGENTS.filter(({ name }) => Object.hasOwn(OTHER, name));

/** How each shows that the conversation does not fit: in its own words, where it knows the error. */
const OVERFLOW_SHOWN: Readonly<Record<string, RegExp>> = {
  "Claude Code": /"Prompt is too long/,
  Codex: /Codex ran out of room in the model's context window/,
  "opencode by openai-chat": /ContextOverflowError/,
  "Continue by openai-chat": new RegExp(ERRORS.overflow.says),
};

type Case = { readonly agent: Agent; readonly dialect: Dialect; readonly name: string };
const other = MAIN.map((agent) => made(agent, OTHER[agent.name]!));
/** opencode costs as much as the others together, and its tasks show what this would. */
const light = MAIN.filter((agent) => agent.package !== "opencode-ai");

function made(agent: Agent, dialect: Dialect): Case {
  return { agent, dialect, name: `${agent.name} → ${dialect}` };
}

const MANNERS = ["answers", "overflow", "rate-limited-once", "broken", "broken-once", "dies", "dies-once", "blocked"];
type Manner = (typeof MANNERS)[number];
const MODELS = MANNERS.flatMap((manner) => AGENTS.map((_, i) => `${manner}.${i}`));

/** Each under a name of its own, by which its requests are known. */
const TASKS = AGENTS.flatMap((agent) =>
  (light.includes(agent) ? SPOKEN_BY_LLAMA.map((dialect) => `llama-${dialect}`) : ["llama"]).map((provider) => ({
    agent,
    provider,
    model: `task.${AGENTS.indexOf(agent)}.${provider}`,
    name: `${agent.name} → ${provider}`,
  })),
);

// they cost minutes: from source, the SDKs stand for them
const reason = process.env.GATEWAY_BINARY ? undefined : "agents are run against the binary only (GATEWAY_BINARY)";
if (reason !== undefined) console.warn(`skipped: ${reason}`);
const runtime = reason === undefined ? await llamaServer() : { skipped: reason };

/** Of each package, where npm has it for this machine. */
const programs = new Map<string, string>();
for (const agent of reason === undefined ? AGENTS : []) {
  const program = programs.get(agent.package) ?? (await npmClient(agent));
  if (typeof program === "string") programs.set(agent.package, program);
  else test.skip(`${agent.name}: ${program.skipped}`, () => {});
}
const here = <One extends { readonly agent: Agent }>(cases: readonly One[]): readonly One[] =>
  reason === undefined ? cases.filter(({ agent }) => programs.has(agent.package)) : cases;

let upstream: Upstream;
let home: TestHome;
let gateway: Served;

beforeAll(async () => {
  if (reason !== undefined) return;
  upstream = startSpokenUpstream();
  const spoken = DIALECTS.map((dialect) => [
    `faulty-${dialect}`,
    { kind: "openai-compatible", url: upstream.url, dialects: [dialect], models: MODELS },
  ]);
  const url = "skipped" in runtime ? upstream.url : `${runtime.url}/v1`;
  const scripted = { kind: "llama-cpp", url, models: ["scripted"] };
  const llama = SPOKEN_BY_LLAMA.map((dialect) => [`llama-${dialect}`, { ...scripted, dialects: [dialect] }]);
  const external = { kind: "openai-compatible", url: upstream.url, reach: "external", models: MODELS };
  const providers = { ...Object.fromEntries([...spoken, ...llama]), llama: scripted, external };
  const aliases = Object.fromEntries(TASKS.map(({ model, provider }) => [model, `${provider}/scripted`]));
  home = await configuredHome({ providers, aliases });
  gateway = await serveProcess({ home: home.path });
});
afterAll(async () => {
  if (reason !== undefined) return;
  await gateway.kill("SIGTERM");
  home[Symbol.dispose]();
  upstream.stop();
  if (!("skipped" in runtime)) await runtime.stop();
});

async function ran(agent: Agent, model: string, prompt = "say hello"): Promise<Ran> {
  const done = await runAgent(agent, programs.get(agent.package)!, { url: gateway.url, model, prompt });
  expect({ agent: agent.name, model, overdue: done.overdue }).toEqual({ agent: agent.name, model, overdue: false });
  return done;
}

const faulty = (manner: Manner, { agent, dialect }: Case) => `faulty-${dialect}/${manner}.${AGENTS.indexOf(agent)}`;
/** All that a person sees of a run. */
const shown = ({ out, err }: Ran) => `${out}\n${err}`;

async function receiptsOf(model: string): Promise<{ status: number }[]> {
  const listed = await gatewayCommand(["receipts", "list", "--json", "--limit", "5000"], { home: home.path });
  const { receipts } = JSON.parse(listed.out) as { receipts: { asked: string; status: number }[] };
  return receipts.filter((receipt) => receipt.asked === model);
}
const reached = (model: string) => upstream.seen.filter((one) => model.endsWith(`/${modelOf(one)}`)).length;

// the longest first: they wait out their own pauses between the others
describe.skipIf(reason !== undefined)("an agent ends where its provider", () => {
  /** What it shows in the end, and how often it asks at most: by its own settings, or as it was told. */
  const lasting = [
    ["Claude Code", "broken", 2, ERRORS.broken.says],
    ["Claude Code", "dies", 2, "it broke off in the middle of its answer"],
    ["Codex", "broken", 4, "high demand"],
    ["Codex", "dies", 2, "The answer is incomplete"],
    ["opencode by openai-chat", "dies", 6, "The answer is incomplete"],
    ["Continue by openai-chat", "dies", 11, "The answer is incomplete"],
  ] as const;
  test.concurrent.each(
    here(
      lasting.map(([name, manner, most, says]) => ({
        ...other.find(({ agent }) => agent.name === name)!,
        manner,
        most,
        says,
      })),
    ),
  )(
    "$manner for good: $name",
    async (one) => {
      const model = faulty(one.manner, one);
      const done = await ran(one.agent, model);
      expect({ shown: shown(done), code: done.code }).toEqual({ shown: expect.stringContaining(one.says), code: 1 });
      expect(reached(model)).toBeWithin(1, one.most + 1);
    },
    PATIENCE_MS,
  );
});

describe.skipIf("skipped" in runtime)("an agent on a real llama.cpp server runs its own tool and comes back", () => {
  const echo = String(TOOL_CALLS.bash?.command).replace("echo ", "");
  test.concurrent.each(here(TASKS))(
    "$name",
    async ({ agent, model }) => {
      const done = await ran(agent, model, "Run the echo");
      expect(done.out).toContain(CLOSING_ANSWER);
      // of those that show what their tools said
      if (/"command_execution"|"tool_use"/.test(done.out)) expect(done.out).toContain(`${echo}\\n`);
      expect({ code: done.code }).toEqual({ code: 0 });
      expect((await receiptsOf(model)).map(({ status }) => status)).toEqual([200, 200]);
    },
    PATIENCE_MS,
  );
});

describe.skipIf(reason !== undefined)("an agent is answered", () => {
  const cases = light.flatMap((agent) => [made(agent, agent.speaks), made(agent, "ollama-chat")]);
  test.concurrent.each(here(cases))(
    "$name",
    async (one) => {
      const done = await ran(one.agent, faulty("answers", one));
      expect({ code: done.code, shown: shown(done) }).toEqual({ code: 0, shown: expect.stringContaining("fine") });
    },
    PATIENCE_MS,
  );
});

describe.skipIf(reason !== undefined)("a refusal by policy is shown at once, and not asked again", () => {
  const token = ["ghp_", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO", "0pINUx"].join("");
  test.concurrent.each(here(AGENTS.map((agent, i) => ({ agent, name: agent.name, model: `external/blocked.${i}` }))))(
    "$name",
    async ({ agent, model }) => {
      const done = await ran(agent, model, `use ${token}`);
      expect(shown(done)).toMatch(/Blocked by policy: found secret\.github-token in message \d+ \(user\)/);
      expect((await receiptsOf(model)).map(({ status }) => status)).toEqual([
        agent.speaks === "openai-responses" ? 400 : 451,
      ]);
      expect(upstream.seen.filter(({ body }) => body.includes(token))).toEqual([]);
    },
    PATIENCE_MS,
  );
});

describe.skipIf(reason !== undefined)("an error of the provider's", () => {
  test.concurrent.each(here([...other, ...light.map((agent) => made(agent, agent.speaks))]))(
    "$name: the model's context is too short: told at once",
    async (one) => {
      const model = faulty("overflow", one);
      const done = await ran(one.agent, model);
      // those that know this error have their own words for it
      expect(shown(done)).toMatch(OVERFLOW_SHOWN[one.agent.name]!);
      // Claude Code tries plainer forms of its request
      expect(reached(model)).toBeLessThanOrEqual(one.agent.name === "Claude Code" ? 6 : 4);
    },
    PATIENCE_MS,
  );

  const passing = ["rate-limited-once", "broken-once", "dies-once"];
  test.concurrent.each(
    here(other.flatMap((one) => passing.map((manner) => ({ ...one, manner, name: `${one.name}: ${manner}` })))),
  )(
    "$name: the agent asks once more, and goes on",
    async (one) => {
      const model = faulty(one.manner, one);
      const done = await ran(one.agent, model);
      expect({ code: done.code, shown: shown(done) }).toEqual({ code: 0, shown: expect.stringContaining("fine") });
      expect(reached(model)).toBe(2);
    },
    PATIENCE_MS,
  );
});
