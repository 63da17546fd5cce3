/** What processes do to each other over one home: they write at once, hold the lock, die in the middle. */
import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { installKey } from "../../src/store/install-key.ts";
import { Ledger } from "../../src/store/ledger.ts";
import { verifyLedger } from "../../src/store/verify.ts";
import { type Child, startChild } from "../fixture/child.ts";
import { testHome } from "../fixture/home.ts";

const draft = (id: string, kind: "receipt" | "consent" = "receipt") => ({ kind, id, at: 1_700, body: "{}" }) as const;

/** Appends `count` receipts named after itself, `together` at a time, from the word go on. */
function writer(path: string, name: string, count: number, together: number, durability: string): Child {
  return startChild(`
    import { Ledger } from "SRC/store/ledger.ts";
    const ledger = new Ledger(${JSON.stringify(path)});
    console.log("ready");
    await told();
    for (let i = 0; i < ${count}; i += ${together}) {
      const ids = Array.from({ length: ${together} }, (_, j) => "${name}-" + (i + j));
      await Promise.all(ids.map((id) => ledger.append({ kind: "receipt", id, at: 1, body: "{}" }, "${durability}")));
      console.log(i + ${together});
    }
    ledger.close();
    process.exit(0);
  `);
}

/** Takes the write lock of a database and keeps it until told. */
async function lockHolder(path: string): Promise<Child> {
  const holder = startChild(`
    import { Database } from "bun:sqlite";
    const db = new Database(${JSON.stringify(path)});
    db.run("BEGIN IMMEDIATE");
    console.log("held");
    await told();
    db.run("ROLLBACK");
    process.exit(0);
  `);
  expect(await holder.line()).toBe("held");
  return holder;
}

describe("processes that write to one ledger at once", () => {
  test("make one chain with every entry of each", async () => {
    using home = testHome();
    const path = home.file("ledger.db");
    const writers = [
      writer(path, "many", 600, 30, "committed"),
      writer(path, "few", 120, 1, "committed"),
      writer(path, "sure", 40, 4, "synced"),
    ];
    for (const one of writers) expect(await one.line()).toBe("ready");
    for (const one of writers) one.tell("go");
    expect(await Promise.all(writers.map((one) => one.ended()))).toEqual([0, 0, 0]);
    const ledger = new Ledger(path);
    expect(verifyLedger(ledger.db)).toMatchObject({ entries: 760, faults: [] });
    ledger.close();
  }, 20_000);

  test("find or make it at the same moment, and none is turned away", async () => {
    using home = testHome();
    const path = (round: number) => home.file(`${round}.db`);
    const children = [0, 1, 2, 3].map((id) =>
      startChild(`
        import { Ledger } from "SRC/store/ledger.ts";
        for (;;) {
          console.log("ready");
          const ledger = new Ledger(await told());
          await ledger.append({ kind: "receipt", id: "${id}", at: 1, body: "{}" }, "committed");
          ledger.close();
        }
      `),
    );
    for (let round = 0; round < 25; round++) {
      for (const child of children) expect(await child.line()).toBe("ready");
      for (const child of children) child.tell(path(round));
    }
    for (const child of children) expect(await child.line()).toBe("ready");
    for (const child of children) await child.kill();
    for (let round = 0; round < 25; round++) {
      const ledger = new Ledger(path(round));
      expect(verifyLedger(ledger.db)).toMatchObject({ entries: 4, faults: [] });
      ledger.close();
    }
  }, 30_000);

  test("lose nothing of what was promised when one of them is killed", async () => {
    using home = testHome();
    const path = home.file("ledger.db");
    const victim = writer(path, "victim", 100_000, 5, "committed");
    await victim.line();
    victim.tell("go");
    let promised = 0;
    while (promised < 200) promised = Number(await victim.line());
    await victim.kill();
    const ledger = new Ledger(path);
    expect(await ledger.append(draft("survivor"), "synced")).toBeGreaterThan(promised);
    const { entries, faults } = verifyLedger(ledger.db);
    expect(faults).toEqual([]);
    expect(entries).toBeGreaterThan(promised);
    ledger.close();
  }, 20_000);
});

describe("a ledger that another process has locked", () => {
  test("is waited for while the rest of the program goes on, and what waited is written in its order", async () => {
    using home = testHome();
    const ledger = new Ledger(home.file("ledger.db"));
    await ledger.append(draft("first"), "committed");
    const holder = await lockHolder(home.file("ledger.db"));
    const waiting = Array.from({ length: 20 }, (_, i) => ledger.append(draft(`w${i}`), "committed"));
    let longest = 0;
    for (const began = performance.now(); performance.now() - began < 700;) {
      const before = performance.now();
      await Bun.sleep(1);
      longest = Math.max(longest, performance.now() - before);
    }
    expect(longest).toBeLessThan(250);
    expect(ledger.trouble).toBeUndefined();
    holder.tell("let go");
    expect(await Promise.all(waiting)).toEqual(waiting.map((_, i) => i + 2));
    ledger.close();
  });

  test("for longer than its patience is said to be unwritable, and is used again once it is free", async () => {
    using home = testHome();
    const ledger = new Ledger(home.file("ledger.db"));
    await ledger.append(draft("first"), "committed");
    const holder = await lockHolder(home.file("ledger.db"));
    const began = performance.now();
    const outcome = await ledger.append(draft("late"), "synced").catch((error: unknown) => error);
    expect(outcome).toMatchObject({ code: "ledger-unwritable", because: expect.stringContaining("locked") });
    expect(performance.now() - began).toBeWithin(2_900, 6_000);
    expect(ledger.trouble).toBe(outcome as never);
    holder.tell("let go");
    await holder.ended();
    expect(await ledger.append(draft("late"), "synced")).toBe(2);
    expect(ledger.trouble).toBeUndefined();
    ledger.close();
  }, 15_000);

  test("can be read all the same", async () => {
    using home = testHome();
    const ledger = new Ledger(home.file("ledger.db"));
    await ledger.append(draft("first"), "committed");
    const holder = await lockHolder(home.file("ledger.db"));
    expect(verifyLedger(ledger.db)).toMatchObject({ entries: 1, faults: [] });
    await holder.kill();
    ledger.close();
  });
});

test("what others wrote while the ledger had failed here is noticed when it is opened again", async () => {
  using home = testHome();
  const [here, elsewhere] = [new Ledger(home.file("ledger.db")), new Ledger(home.file("ledger.db"))];
  await here.append(draft("a"), "committed");
  here.changedByOthers(1_000);
  // an entry that is refused by itself shuts the file as any failure does
  const refused = await here.append(draft("a"), "committed").catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "ledger-unwritable" });
  await elsewhere.append(draft("withdrawal", "consent"), "synced");
  await here.append(draft("b"), "committed");
  expect(here.changedByOthers(2_000)).toBe(true);
  for (const one of [here, elsewhere]) one.close();
});

describe("an install key", () => {
  test("that many processes want at once is one key, and no draft of it is left", async () => {
    using home = testHome();
    const path = home.file("keys/install.key");
    const children = Array.from({ length: 6 }, () =>
      startChild(`
        import { installKey } from "SRC/store/install-key.ts";
        console.log("ready");
        await told();
        console.log(Buffer.from(installKey(${JSON.stringify(path)})).toString("hex"));
        process.exit(0);
      `),
    );
    for (const child of children) expect(await child.line()).toBe("ready");
    for (const child of children) child.tell("go");
    const keys = await Promise.all(children.map((child) => child.line()));
    expect([...new Set(keys)]).toEqual([readFileSync(path).toString("hex")]);
    await Promise.all(children.map((child) => child.ended()));
    expect(readdirSync(home.file("keys"))).toEqual(["install.key"]);
    expect(statSync(home.file("keys")).mode & 0o777).toBe(0o700);
  }, 20_000);

  test("that was cut short is not taken for one, and not written over: it may be somebody's to restore", () => {
    using home = testHome();
    writeFileSync(home.file("install.key"), "too short");
    expect(installKey(home.file("install.key")).length).toBe(32);
    expect(readFileSync(home.file("install.key"), "utf8")).toBe("too short");
  });
});

test("a ledger that others could read is its owner's alone once it was opened, its side files too", async () => {
  using home = testHome();
  const path = home.file("ledger.db");
  new Database(path, { create: true }).close();
  chmodSync(path, 0o666);
  const ledger = new Ledger(path);
  await ledger.append(draft("a"), "synced");
  const modes = readdirSync(home.path).map((name) => [name, statSync(home.file(name)).mode & 0o777]);
  expect(modes.sort()).toEqual(["ledger.db", "ledger.db-shm", "ledger.db-wal"].map((name) => [name, 0o600]));
  ledger.close();
});
