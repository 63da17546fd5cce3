/** From one model of an alias to the next: when, in what order, with which records; and when not. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import type { Opened } from "../../src/model/receipt.ts";
import { question, type TestGateway, testGateway } from "../fixture/gateway.ts";
import { BEHAVIOURS, startUpstream, type Upstream } from "../fixture/upstream.ts";

let upstream: Upstream;
let away: Upstream;
beforeAll(() => {
  upstream = startUpstream();
  away = startUpstream();
});
afterAll(() => {
  for (const one of [upstream, away]) one.stop();
});
beforeEach(() => {
  for (const one of [upstream, away]) one.seen.length = 0;
});

const open = (aliases: Record<string, string[]>) => {
  const models = Object.keys(BEHAVIOURS);
  const kind = "openai-compatible";
  const timeouts = { connect_timeout: 1, first_byte_timeout: 0.3, idle_timeout: 0.3 };
  return testGateway({
    providers: {
      sim: { kind, url: upstream.url, models, ...timeouts },
      gone: { kind, url: "http://127.0.0.1:9/v1", models: ["gone"], ...timeouts },
      acme: { kind, url: away.url, models, reach: "external", ...timeouts },
    },
    aliases,
  });
};

const asked = (one: Upstream) => one.seen.map((seen) => /"model":"([^"]*)"/.exec(seen.body)?.[1]);

function opened({ gateway }: TestGateway): readonly Pick<Opened, "provider" | "model">[] {
  const rows = gateway.rim.ledger.db
    .query<{ body: string }, []>("SELECT body FROM ledger WHERE kind = 'opened' ORDER BY seq")
    .all();
  return rows.map((row) => JSON.parse(row.body) as Opened).map(({ provider, model }) => ({ provider, model }));
}

describe("the next model is asked", () => {
  const failing = ["gone/gone", "sim/broken", "sim/rate-limited", "sim/close-before-answer", "sim/stall-before-answer"];

  test.each(failing.flatMap((model) => [false, true].map((stream) => [model, stream] as const)))(
    "when %s fails before its first byte (streamed: %p), and both calls are on record",
    async (model, stream) => {
      const well = stream ? "sim/stream" : "sim/whole";
      await using gateway = await open({ best: [model, well] });
      const response = await gateway.ask(question("best", { stream }));
      expect(response.status).toBe(200);
      await response.text();
      const receipt = await gateway.receiptOf(response);
      expect(receipt).toMatchObject({ end: "complete", served: well, asked: "best" });
      expect(receipt.attempts.map((one) => `${one.provider}/${one.model}`)).toEqual([model, well]);
      expect(opened(gateway).map((one) => `${one.provider}/${one.model}`)).toEqual([model, well]);
    },
  );

  test("until none is left: the last one's failure is the answer, and each was tried once", async () => {
    await using gateway = await open({ best: ["gone/gone", "sim/broken", "sim/odd-error"] });
    const response = await gateway.ask(question("best"));
    expect(response.status).toBe(401);
    expect(await response.text()).toContain("Unauthorized");
    expect((await gateway.receiptOf(response)).attempts.map((one) => one.status)).toEqual([0, 500, 401]);
  });

  test("with that model's name in the body, and nothing else changed", async () => {
    await using gateway = await open({ best: ["sim/broken", "sim/whole"] });
    const body = `{"messages":[{"role":"user","content":"\\"best\\""}], "model": "best" ,"n":1.0}`;
    await gateway.ask(body);
    expect(upstream.seen.map((one) => one.body)).toEqual(
      ["broken", "whole"].map((name) => body.replace(`: "best"`, `: "${name}"`)),
    );
  });

  test("first, where one has said when to come back: it is left alone until then", async () => {
    await using gateway = await open({ best: ["sim/rate-limited", "sim/whole"] });
    for (let i = 0; i < 3; i++) expect((await gateway.ask(question("best"))).status).toBe(200);
    expect(asked(upstream)).toEqual(["rate-limited", "whole", "whole", "whole"]);
  });

  test("first, where one did not answer at all; that one comes last, and is not given up", async () => {
    await using gateway = await open({ best: ["gone/gone", "sim/whole"], other: ["gone/gone"] });
    await gateway.ask(question("best"));
    const second = await gateway.ask(question("best"));
    const { routes, attempts } = await gateway.receiptOf(second);
    expect(routes.map((one) => one.provider)).toEqual(["sim", "gone"]);
    expect(attempts.length).toBe(1);
    expect((await gateway.receiptOf(await gateway.ask(question("other")))).attempts.length).toBe(2);
  });
});

describe("the next model is not asked", () => {
  test.each(["unauthorized", "context-length"])("when the request itself was refused (%s)", async (model) => {
    await using gateway = await open({ best: [`sim/${model}`, "sim/whole"] });
    const response = await gateway.ask(question("best"));
    expect(response.status).toBeWithin(400, 500);
    expect(asked(upstream)).toEqual([model]);
  });

  test.each(["cut-mid-stream", "stall-mid-stream", "silent-end"])(
    "once the client has had a word of the answer (%s)",
    async (model) => {
      await using gateway = await open({ best: [`sim/${model}`, "sim/stream"] });
      const text = await (await gateway.ask(question("best", { stream: true }))).text();
      expect(text).toContain('"error"');
      expect(asked(upstream)).toEqual([model]);
    },
  );

  test("where it is a third party's and there is no consent, however the first one fails", async () => {
    await using gateway = await open({ best: ["sim/broken", "acme/whole"] });
    expect((await gateway.ask(question("best"))).status).toBe(500);
    expect(away.seen).toEqual([]);
    await gateway.consent("acme");
    const allowed = await gateway.ask(question("best"));
    expect(allowed.headers.get("x-gateway-route")).toBe("acme/whole");
    const token = ["glpat-", "x7Kp2Wm9Qz4Rt6Yv8Bn3"].join("");
    expect((await gateway.ask(question("best", {}, `the token is ${token}`))).status).toBe(500);
    expect(asked(away)).toEqual(["whole"]);
  });

  test("after the client has left during the wait that a provider asked for", async () => {
    await using gateway = await open({ best: ["sim/busy-once"] });
    const leaving = new AbortController();
    const asking = gateway.ask(question("best"), { signal: leaving.signal }).catch(() => undefined);
    while (upstream.seen.length === 0) await Bun.sleep(5);
    await Bun.sleep(100);
    leaving.abort();
    await asking;
    await Bun.sleep(1_200);
    expect(asked(upstream)).toEqual(["busy-once"]);
    const ends = gateway.gateway.rim.ledger.db
      .query("SELECT body ->> 'end' AS end FROM ledger WHERE kind = 'receipt'")
      .all();
    expect(ends).toEqual([{ end: "cut-by-client" }]);
  });
});
