/**
 * An agent's whole work, several turns with parallel tools, for every client's dialect and every provider's: by the vendors'
 * own SDKs, against servers that refuse whatever the hosted vendors would refuse.
 */
import { describe, expect, test } from "bun:test";
import { AGENTS, type Said, type ToolSaid } from "../fixture/agents.ts";
import { testGateway } from "../fixture/gateway.ts";
import type { Turn } from "../fixture/strict.ts";
import { strictUpstream, type StrictUpstream, type VendorName, VENDORS } from "../fixture/strict-upstream.ts";

const WEATHER = '{"city":"Paris, \\"FR\\"","days":3}';
const PATH = '{"path":"C:\\\\Grüße 🙂\\n.txt","deep":{"list":[1,2.5,null,true]}}';

/** What the model says at each of its turns. */
const SCRIPT: readonly Turn[] = [
  {
    thought: "The weather and the time are wanted.",
    text: "I look.",
    calls: [
      { name: "get_weather", arguments: WEATHER },
      { name: "get_time", arguments: "{}" },
    ],
  },
  { thought: "There is no clock.", calls: [{ name: "read_file", arguments: PATH }] },
  { text: "It is sunny.\n" },
  { thought: "A new question.", text: "Rain." },
];

type ClientName = keyof typeof AGENTS;

const PNG = "iVBORw0KGgo=";
const CLIENTS = Object.keys(AGENTS) as ClientName[];
const PROVIDERS = Object.keys(VENDORS) as VendorName[];
const KIND = { "openai-chat": "openai", "openai-responses": "openai", "anthropic-messages": "anthropic" } as const;
/** One that thinks with a budget, which has the most rules; and one that takes neither a budget nor a temperature. */
const MODEL = "claude-haiku-4-5";
const ADAPTIVE = "claude-opus-4-8";
const NOTHING = "claude-silent-1-0";

/** A result of each dialect that can show one holds a picture. */
const SHOWS: ReadonlySet<string> = new Set(["openai-responses", "anthropic-messages"]);
/** The one dialect that marks an error; in the others its text says so. */
const MARKS = "anthropic-messages";
/** Where thoughts come back to whom they are from: in the dialect of a vendor that proves or seals them, or through one. */
const PROVES: ReadonlySet<string> = new Set(["openai-responses", "anthropic-messages"]);
/** Whose thoughts nobody is shown. */
const SILENT: ReadonlySet<string> = new Set(["openai-chat"]);

type Worked = { readonly said: readonly Said[]; readonly upstreams: Readonly<Record<VendorName, StrictUpstream>> };

/** `providers`: by whom each turn is answered. */
async function work(
  client: ClientName,
  providers: readonly VendorName[],
  stream: boolean,
  model = MODEL,
): Promise<Worked> {
  const upstreams = Object.fromEntries(PROVIDERS.map((name) => [name, strictUpstream(name, SCRIPT)])) as Record<
    VendorName,
    StrictUpstream
  >;
  const places = PROVIDERS.map((name) => {
    const url = name === "anthropic-messages" ? upstreams[name].url : `${upstreams[name].url}/v1`;
    const more = { reach: "device" as const, key: "env:KEY", dialects: [name], models: [model] };
    return [name, { kind: KIND[name], url, ...more }] as const;
  });
  await using gateway = await testGateway({ providers: Object.fromEntries(places) }, { KEY: "secret" });
  const wish = { url: gateway.url, model: "", stream };
  const agent = AGENTS[client](wish);
  const weather: ToolSaid = SHOWS.has(client) ? { text: "see: sunny", image: PNG } : { text: "see: sunny" };
  const steps = [
    () => agent.ask("How is the weather, and what time is it?"),
    () => agent.answer([weather, { text: "no clock", error: true }]),
    () => agent.answer([{ text: "" }]),
    () => agent.ask("And tomorrow?"),
  ];
  try {
    const said: Said[] = [];
    for (const [i, step] of steps.entries()) {
      wish.model = `${providers[i]}/${model}`;
      said.push(await step());
    }
    return { said, upstreams };
  } catch (error) {
    const refused = Object.values(upstreams).flatMap((one) => one.refused);
    throw new Error(`${String(error)}\n${refused.join("\n")}`, { cause: error });
  } finally {
    for (const upstream of Object.values(upstreams)) upstream.stop();
  }
}

/** What the client heard is what each provider said, and the last of them has heard all of it. */
function expectDone({ said, upstreams }: Worked, client: ClientName, providers: readonly VendorName[]): void {
  expect(said.map((one) => one.text)).toEqual(SCRIPT.map((turn) => turn.text ?? ""));
  expect(said.map(({ calls }) => calls.map((call) => [call.name, call.arguments]))).toEqual(
    SCRIPT.map(({ calls = [] }) => calls.map((call) => [call.name, JSON.parse(call.arguments) as unknown])),
  );
  const thoughts = SCRIPT.map(({ thought = "" }, i) => (SILENT.has(providers[i]!) ? "" : thought));
  expect(said.map((one) => one.thought)).toEqual(thoughts);
  expect(said.map((one) => one.tokens)).toEqual(SCRIPT.map(() => [30, 7]));
  const provider = providers.at(-1)!;
  const last = upstreams[provider].read.at(-1)!;
  expect(last).toMatchObject({ turns: 3, tools: ["get_weather", "get_time", "read_file"] });
  expect(last.system).toContain("Be brief.");
  const plain = provider === MARKS && client !== MARKS;
  expect(last.results).toEqual([
    { call: "get_weather", text: "see: sunny", image: SHOWS.has(client), error: false },
    { call: "get_time", text: plain ? "Error: no clock" : "no clock", image: false, error: !plain },
    { call: "read_file", text: "", image: false, error: false },
  ]);
  const proven = providers.filter((name, i) => name === provider && i < 3 && SCRIPT[i]?.thought !== undefined);
  if (PROVES.has(client) && PROVES.has(provider)) expect(last.reasoning).toBe(proven.length);
}

const PAIRS = CLIENTS.flatMap((client) => PROVIDERS.map((provider) => [client, provider] as const));

test.each(PAIRS.flatMap(([client, provider]) => [false, true].map((stream) => [client, provider, stream] as const)))(
  "an agent of %s comes to its end on a provider of %s (streamed: %p)",
  async (client, provider, stream) => {
    const providers = SCRIPT.map(() => provider);
    expectDone(await work(client, providers, stream), client, providers);
  },
);

/** A client of Anthropic's own dialect asks for a budget itself. */
test.each(CLIENTS.filter((client) => client !== "anthropic-messages"))(
  "an agent of %s comes to its end on a model that knows no budgets",
  async (client) => {
    const providers = SCRIPT.map(() => "anthropic-messages" as const);
    expectDone(await work(client, providers, true, ADAPTIVE), client, providers);
  },
);

test.each(PAIRS)("an agent of %s is told what a provider of %s refused", async (client, provider) => {
  for (const stream of [false, true]) {
    const asking = work(
      client,
      SCRIPT.map(() => provider),
      stream,
      NOTHING,
    );
    const error = (await asking.catch((error: Error) => error.cause)) as { status?: number; status_code?: number };
    expect(error.status ?? error.status_code).toBe(400);
    expect(String(error)).toContain(`the model ${NOTHING} says nothing`);
  }
});

describe("an agent whose turns are answered by one provider after another", () => {
  /** The one field of the chat dialect that its vendor does not know: what a client puts there is the client's own. */
  const isUnmarked = (client: ClientName, last: VendorName) => client === "openai-chat" && last === "openai-chat";
  const cases = PAIRS.flatMap(([client, last]) => PROVIDERS.map((first) => [client, first, last] as const)).filter(
    ([client, first, last]) => first !== last && !isUnmarked(client, last),
  );

  /** Who is to think with a budget cannot take up a round of tools that began without a thought; nothing marks such a one. */
  const isThoughtless = (client: ClientName, first: VendorName, last: VendorName) =>
    SILENT.has(first) && client === "anthropic-messages" && last === "anthropic-messages";

  test.each(cases)("of %s: first %s, in the middle of a round %s", async (client, first, last) => {
    for (const providers of [
      ...(isThoughtless(client, first, last) ? [] : [[first, last, last, last]]),
      [first, first, first, last],
    ])
      expectDone(await work(client, providers, true), client, providers);
  });
});
