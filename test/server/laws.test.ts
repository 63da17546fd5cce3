/** The design's first two laws, on the wire. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { gatewayCommand } from "../fixture/process.ts";
import { question, type TestGateway, testGateway } from "../fixture/gateway.ts";
import { startUpstream, type Upstream } from "../fixture/upstream.ts";
import { CLIENT_BODIES } from "../fixture/client-bodies.ts";
import { CLIENT_REQUESTS } from "../fixture/client-requests.ts";
import { FAILED, SPOKEN } from "../fixture/spoken.ts";
import { startSpokenUpstream } from "../fixture/upstream-spoken.ts";

let upstream: Upstream;
let gateway: TestGateway;
const providers = () => ({
  sim: { kind: "openai-compatible", url: upstream.url, models: ["whole"] },
  acme: { kind: "openai-compatible", url: upstream.url, reach: "external" as const, models: ["whole", "stream"] },
});
const aliases = { best: ["acme/whole", "sim/whole"], "gpt-5.2": "sim/whole" };

beforeAll(async () => {
  upstream = startUpstream();
  gateway = await testGateway({ providers: providers(), aliases });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  upstream.stop();
});

describe("law 1: simulate prints exactly the plan that serve carries out", () => {
  const token = ["glpat-", "x7Kp2Wm9Qz4Rt6Yv8Bn3"].join("");
  const cases = [
    question("sim/whole"),
    question("acme/whole"),
    question("best", { stream: true }),
    question("best", {}, `token ${token}`),
    question("acme/whole", {}, `token ${token} of jo.doe@mail.acme-corp.io`),
    question("whole"),
    question("nothing-of-the-kind"),
    question("sim/whole", { tools: [{ type: "function", function: { name: "f" } }] }),
  ];
  test.each(cases.map((body, i) => [`${i + 1}: ${String(body.model)}`, body] as const))(
    "case %s",
    async (_name, body) => {
      const text = JSON.stringify(body);
      await Bun.write(
        gateway.home.file("config.yaml"),
        JSON.stringify({ version: 1, providers: providers(), aliases }),
      );
      const simulated = await gatewayCommand(["simulate", "-", "--json"], { home: gateway.home.path }, text);
      const plan = JSON.parse(simulated.out) as Record<string, unknown>;
      const response = await gateway.ask(text);
      await response.text();
      const receipt = await gateway.receiptOf(response);
      for (const key of [
        "asked",
        "bytes",
        "client",
        "dialect",
        "labels",
        "level",
        "levelBecause",
        "verdict",
        "because",
        "routes",
        "passed",
        "policyDigest",
      ] as const) {
        expect({ [key]: receipt[key] }).toEqual({ [key]: plan[key] } as never);
      }
      const found = plan.findings as { kind: string }[];
      expect(receipt.findings.reduce((sum, one) => sum + one.count, 0)).toBe(found.length);
      expect(simulated.out).not.toContain(token);
    },
  );

  test("simulate sends nothing", async () => {
    upstream.seen.length = 0;
    await gatewayCommand(["simulate", "-"], { home: gateway.home.path }, JSON.stringify(question("acme/whole")));
    expect(upstream.seen).toEqual([]);
  });
});

describe("law 2: the body that reaches the provider is the client's, but for the model's name", () => {
  test.each(Object.entries(CLIENT_BODIES))("%s", async (_client, body) => {
    upstream.seen.length = 0;
    for (const model of ["whole", "gpt-5.2"]) {
      const sent = body.replace('"MODEL"', JSON.stringify(model));
      const response = await gateway.ask(sent);
      await response.text();
      expect(response.status).toBe(200);
      expect(upstream.seen.at(-1)?.body).toBe(body.replace('"MODEL"', '"whole"'));
    }
  });
});

describe("law 2 in every dialect of chats", () => {
  const spoken = Object.entries(SPOKEN);
  let provider: Upstream;
  let streaming: TestGateway;
  beforeAll(async () => {
    provider = startSpokenUpstream();
    const named = spoken.map(([dialect]) => [
      dialect,
      { kind: "openai-compatible", url: provider.url, dialects: [dialect], models: ["answers", "fails"] },
    ]);
    streaming = await testGateway({ providers: Object.fromEntries(named) });
  });

  test.each(CLIENT_REQUESTS)(
    "$client: the body is the client's but for the model's name, and so are the dialect's headers",
    async ({ dialect, headers, body }) => {
      provider.seen.length = 0;
      const sent = body.replace('"MODEL"', `"${dialect}/answers"`);
      const response = await fetch(`${streaming.url}${SPOKEN[dialect]?.path}?beta=true`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: "Bearer any", "x-api-key": "any", ...headers },
        body: sent,
      });
      const { begun, ended, whole } = SPOKEN[dialect]!;
      const asked = JSON.parse(body) as { stream: boolean };
      expect(await response.text()).toBe(asked.stream ? [...begun, ...ended].join("") : whole);
      const [seen] = provider.seen;
      expect(seen?.body).toBe(body.replace('"MODEL"', '"answers"'));
      for (const [name, value] of Object.entries(headers))
        expect({ [name]: seen?.headers.get(name) }).toEqual({ [name]: value });
      for (const name of ["authorization", "x-api-key"]) expect(seen?.headers.has(name)).toBe(false);
    },
  );
  afterAll(async () => {
    await streaming[Symbol.asyncDispose]();
    provider.stop();
  });

  const ask = (dialect: string, path: string, model: string) => {
    const asked = dialect === "openai-responses" ? { input: "hi" } : question("", { max_tokens: 9 });
    const body = JSON.stringify({ ...asked, model: `${dialect}/${model}`, stream: true });
    return fetch(`${streaming.url}${path}`, { method: "POST", body });
  };

  test.each(spoken)("%s: a stream is the provider's, event for event", async (dialect, { path, begun, ended }) => {
    const response = await ask(dialect, path, "answers");
    expect(await response.text()).toBe([...begun, ...ended].join(""));
    expect(await streaming.receiptOf(response)).toMatchObject({ end: "complete", usage: { input: 7, output: 3 } });
  });

  test.each(spoken)("%s: so is one that says itself that it failed", async (dialect, { path, begun, failed }) => {
    const response = await ask(dialect, path, "fails");
    expect(await response.text()).toBe([...begun, failed].join(""));
    const receipt = await streaming.receiptOf(response);
    expect(receipt).toMatchObject({ end: "cut-by-upstream", status: 200 });
    // what a provider says may repeat what was in the request: that stays out of the ledger
    expect(JSON.stringify(receipt)).not.toContain(FAILED);
  });
});

describe("a key that stands twice", () => {
  const twice = `{"model":"acme/whole","messages":[{"role":"user","content":"my secret","content":"hi"}]}`;
  test("is refused where the request would leave this machine: another parser may read the other one", async () => {
    await using open = await testGateway({ providers: providers(), trust: { default: "public" } });
    upstream.seen.length = 0;
    const response = await open.ask(twice);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("same key twice");
    expect(upstream.seen).toEqual([]);
  });
  test("passes to a model on this machine", async () => {
    expect((await gateway.ask(twice.replace("acme", "sim"))).status).toBe(200);
  });
});
