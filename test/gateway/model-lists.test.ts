/** What providers list, as last heard, and what the world makes of it: against servers that come, change and go. */
import { afterEach, describe, expect, test } from "bun:test";
import { parse } from "valibot";
import { openHealthBook } from "../../src/gateway/health.ts";
import { openModelLists } from "../../src/gateway/model-lists.ts";
import { observe } from "../../src/gateway/observe.ts";
import { worldOf } from "../../src/gateway/world.ts";
import { ConfigSchema } from "../../src/model/config.ts";
import { openCaller } from "../../src/provider/call.ts";
import { type Place, placeOf } from "../../src/provider/catalogue.ts";
import { Ledger } from "../../src/store/ledger.ts";
import { startChild } from "../fixture/child.ts";
import { testHome } from "../fixture/home.ts";
import { placeAt, simulateOllama } from "../fixture/runtimes.ts";

type Runtime = { models: string[]; asked: number; answer?: () => Response | Promise<Response>; readonly place: Place };

const servers: Bun.Server<undefined>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) void server.stop(true);
});

/** A runtime that lists what it is told to. */
function runtime(name: string, models: string[], answer?: Runtime["answer"]): Runtime {
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      if (new URL(request.url).pathname !== "/v1/models") return new Response("", { status: 404 });
      it.asked++;
      return it.answer?.() ?? Response.json({ data: it.models.map((id) => ({ id })) });
    },
  });
  servers.push(server);
  const place = placeOf(name, placeConfig(`http://127.0.0.1:${server.port}/v1`));
  const it: Runtime = { models, asked: 0, place, ...(answer === undefined ? {} : { answer }) };
  return it;
}

function placeConfig(url: string, reach?: "external") {
  const provider = { kind: "openai-compatible", url, ...(reach === undefined ? {} : { reach }) };
  return parse(ConfigSchema, { version: 1, providers: { it: provider } }).providers["it"]!;
}

const listsOf = (places: readonly Place[]) => openModelLists(places, openCaller({}, "test"), 0);
const names = (models: readonly { provider: string; id: string }[]) => models.map((one) => `${one.provider}/${one.id}`);

describe("the lists", () => {
  test("are in the order of the configuration, whoever answers first, and a silent one does not hide the others", async () => {
    const slow = runtime("slow", ["a"], () => Bun.sleep(120).then(() => Response.json({ data: [{ id: "late" }] })));
    const quick = runtime("quick", ["b", "c"]);
    const silent = runtime("silent", [], () => new Promise<Response>(() => {}));
    const began = performance.now();
    const lists = listsOf([slow.place, silent.place, quick.place]);
    await lists.heard;
    expect(performance.now() - began).toBeLessThan(2_500);
    expect(names(lists.models)).toEqual(["slow/late", "quick/b", "quick/c"]);
    expect([...lists.troubles.keys()]).toEqual(["silent"]);
  });

  test("are asked for again after 10 s, after 1 s for a name nobody knows, and once for all who ask meanwhile", async () => {
    const it = runtime("it", ["a"]);
    const lists = listsOf([it.place]);
    await lists.heard;
    for (const [now, eager, asked] of [
      [9_999, false, 1],
      [999, true, 1],
      [1_000, true, 2],
      [1_999, true, 2],
      [10_999, false, 2],
      [11_000, false, 3],
    ] as const) {
      await Promise.all([lists.refresh(now, eager), lists.refresh(now, eager)]);
      expect({ now, asked: it.asked }).toEqual({ now, asked });
    }
  });

  test("follow a runtime that loads, unloads and goes", async () => {
    const it = runtime("it", []);
    const lists = listsOf([it.place]);
    await lists.heard;
    expect([lists.models.length, lists.troubles.size]).toEqual([0, 0]);
    it.models = ["a", "b"];
    await lists.refresh(1_000, true);
    expect(names(lists.models)).toEqual(["it/a", "it/b"]);
    await servers[0]!.stop(true);
    await lists.refresh(2_000, true);
    expect([names(lists.models), lists.troubles.get("it")]).toEqual([[], expect.stringContaining("it ")]);
  });

  test("of an Ollama that falls silent keep what it passes on to a third party, and nothing else", async () => {
    using ollama = simulateOllama([
      { name: "house:latest", remote_host: "https://ollama.com:443" },
      { name: "near:7b" },
    ]);
    const lists = listsOf([placeAt("ollama", ollama.url)]);
    await lists.heard;
    expect(names(lists.models)).toEqual(["it/house:latest", "it/near:7b"]);
    ollama.broken.set("/api/tags", 500);
    await lists.refresh(1_000, true);
    expect(lists.models.map((one) => `${one.id} ${one.reach}`)).toEqual(["house:latest external"]);
    expect(lists.troubles.get("it")).toContain("500");
    ollama.broken.clear();
    await lists.refresh(2_000, true);
    expect(names(lists.models)).toEqual(["it/house:latest", "it/near:7b"]);
  });

  const odd: readonly [string, () => Response, RegExp][] = [
    ["an error", () => new Response("no", { status: 500 }), /answered 500/],
    ["a page", () => new Response("<html>"), /JSON/],
    ["another shape", () => Response.json({ models: ["a"] }), /something else than a list/],
    ["a nameless model", () => Response.json({ data: [{ id: "" }] }), /something else than a list/],
    ["a name without end", () => Response.json({ data: [{ id: "x".repeat(300) }] }), /something else than a list/],
    ["a list without end", () => Response.json({ data: [{ id: "x", pad: "y".repeat(5 << 20) }] }), /too long/],
    ["another address", () => Response.redirect("http://127.0.0.1:1/", 302), /answered 302/],
  ];
  test.each(odd)("say why where a server answers with %s", async (_name, answer, says) => {
    const lists = listsOf([runtime("it", [], answer).place]);
    await lists.heard;
    expect(lists.models).toEqual([]);
    expect(lists.troubles.get("it")).toMatch(says);
  });

  test("never ask a third party: that it stands here is nobody's business yet", async () => {
    const it = runtime("it", ["a"]);
    const lists = listsOf([placeOf("it", placeConfig(it.place.url, "external"))]);
    await lists.heard;
    expect([it.asked, lists.models.length]).toEqual([0, 0]);
  });
});

describe("the world", () => {
  test("is the same object while nothing changes, and another as soon as models, health or consents do", async () => {
    using home = testHome();
    const it = runtime("it", ["a"]);
    const lists = listsOf([it.place]);
    await lists.heard;
    const ledger = new Ledger(home.file("ledger.db"));
    const health = openHealthBook();
    const observer = observe(
      worldOf(parse(ConfigSchema, { version: 1 }), [], "", (text) => text),
      lists,
      health,
      ledger,
    );
    let now = 1_000;
    const next = () => observer.world((now += 100));
    next();
    const first = next();
    await lists.refresh(20_000, false);
    expect(it.asked).toBe(2);
    expect(next()).toBe(first);

    it.models = ["a", "b"];
    await lists.refresh(40_000, false);
    const longer = next();
    expect(names(longer.models)).toEqual(["it/a", "it/b"]);
    expect(names(first.models)).toEqual(["it/a"]);

    health.rest("it/a", now, 60_000);
    const resting = next();
    expect([resting === longer, resting.health.size, longer.health.size]).toEqual([false, 1, 0]);

    const giver = startChild(`
      import { Ledger } from "SRC/store/ledger.ts";
      const body = '{"event":"given","level":"internal","provider":"acme","reason":""}';
      await new Ledger(${JSON.stringify(home.file("ledger.db"))}).append({ kind: "consent", id: "1", at: 1, body }, "synced");
      process.exit(0);
    `);
    expect(await giver.ended()).toBe(0);
    const consented = next();
    expect([[...consented.consents.keys()], resting.consents.size]).toEqual([["acme"], 0]);
    expect(next()).toBe(consented);
    ledger.close();
  });

  test("holds no consent where the ledger cannot be read", async () => {
    using home = testHome();
    const ledger = new Ledger(home.file("nowhere/ledger.db"));
    const fixed = worldOf(parse(ConfigSchema, { version: 1 }), [], "", (text) => text);
    const observer = observe(fixed, listsOf([]), openHealthBook(), ledger);
    observer.refresh();
    expect(observer.world(1_000).consents.size).toBe(0);
  });
});
