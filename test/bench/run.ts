/**
 * The benchmark: `bun run bench [--json] [--quick] [--only TEXT]`. It starts everything by itself, each part in a process
 * of its own: the upstream, the load, a bare pass-through, this gateway and the gateways it is compared with.
 * `--quick` is a smoke run within a minute; `--only` keeps the rows whose name holds the text (`cold`, `long` and
 * `endurance` name the other tables). The table goes to stdout, what is under way to stderr.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type ColdStart, coldStarts } from "./cold-start.ts";
import { type Endurance, endure } from "./endurance.ts";
import { type Findings, type Limit, limits, verdict } from "./limits.ts";
import { type LongConversation, longConversations } from "./long-conversation.ts";
import { cells, chosen, measure, type Measurement } from "./matrix.ts";
import { type Absent, type Bench, direct, installPeers, type Peer, type Recipe, recipes, startPeer } from "./peers.ts";
import { freePort, HERE, listens, type Load, start, startLoad, type Started } from "./process.ts";
import { LIMIT, rowTable, summarise, table } from "./report.ts";

type Options = { readonly json: boolean; readonly quick: boolean; readonly only: string };

const say = (text: string) => void process.stderr.write(`${text}\n`);

if (process.platform !== "linux") {
  say("the benchmark reads CPU and memory from /proc: it needs Linux");
  process.exit(1);
}
const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    only: { type: "string", default: "" },
  },
});
const TABLES = ["cold", "long", "endurance"];
if (!TABLES.includes(values.only) && !cells(false).some((cell) => cell.row.includes(values.only))) {
  say(`no row holds '${values.only}': try --only "1 KB", or one of ${TABLES.join(", ")}`);
  process.exit(2);
}
await bench(values);
process.exit(0);

async function bench(options: Options): Promise<void> {
  const begun = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "gateway-bench-"));
  const started: Started[] = [];
  const load = startLoad();
  const cleanUp = async () => {
    load.stop();
    await Promise.all(started.map((one) => one.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("SIGINT", () => void cleanUp().then(() => process.exit(130)));
  try {
    const upstream = await freePort();
    started.push(start(1, [process.execPath, join(HERE, "upstream.ts"), String(upstream)]));
    if (!(await listens(upstream))) throw new Error("the upstream did not start");
    const { ready, absent } = await available({ upstream, folder });
    const findings = await measureAll(options, { upstream, folder }, ready, absent, load, started);
    const seconds = Math.round((performance.now() - begun) / 1_000);
    print(options, { ...findings, absent, seconds });
  } finally {
    await cleanUp();
  }
}

async function available(bench: Bench): Promise<{ ready: Recipe[]; absent: Absent[] }> {
  const missing = await installPeers();
  const all = recipes(bench);
  const ready = all.filter((one): one is Recipe => "command" in one);
  const absent = all.filter((one): one is Absent => "because" in one);
  if (missing === undefined) return { ready, absent };
  const foreign = ready.filter((one) => one.foreign === true);
  return {
    ready: ready.filter((one) => one.foreign !== true),
    absent: [...absent, ...foreign.map(({ name }) => ({ name, because: `it could not be installed: ${missing}` }))],
  };
}

type All = Findings & { readonly measurements: readonly Measurement[]; readonly judged: string };

async function measureAll(
  { quick, only }: Options,
  bench: Bench,
  ready: readonly Recipe[],
  absent: Absent[],
  load: Load,
  started: Started[],
): Promise<All> {
  const wanted = (name: string) => only === "" || only.includes(name);
  const rows = chosen(cells(quick), only);
  const main = ready.filter((one) => one.variant !== true);

  const cold: ColdStart[] = [];
  if (wanted("cold")) {
    say("cold starts");
    cold.push(...(await coldStarts(quick ? main.filter((one) => one.foreign !== true) : ready, quick ? 3 : 10)));
  }
  const peers: Peer[] = [];
  for (const recipe of ready) {
    const peer = await startPeer(recipe);
    if ("because" in peer) absent.push(peer);
    else {
      peers.push(peer);
      if (peer.process !== undefined) started.push(peer.process);
    }
  }
  const judged = peers.find((peer) => peer.name.startsWith("gateway"))?.name ?? "gateway";

  const plan = { cells: rows, rounds: quick ? 1 : 3, seconds: (quick ? 20 : 300) * (only === "" ? 1 : 0.2) };
  const asked = [direct(bench), ...peers];
  const measurements = rows.length === 0 ? [] : await measure(plan, asked, load, say);
  const long: LongConversation[] = [];
  if (wanted("long")) {
    say("long conversations");
    long.push(...(await longConversations(peers, load, quick ? 3 : 9)));
  }
  const endurance: Endurance[] = [];
  if (wanted("endurance")) {
    for (const peer of peers.filter(({ name }) => name === LIMIT || name === judged)) {
      say(`memory of ${peer.name}`);
      endurance.push(await endure(peer, load, tenths(quick ? 10_000 : 100_000)));
    }
  }
  return {
    rows: summarise(
      measurements,
      asked.map((one) => one.name),
    ),
    measurements,
    long,
    cold,
    endurance,
    judged,
  };
}

function print(
  { json, quick, only }: Options,
  all: All & { readonly absent: readonly Absent[]; readonly seconds: number },
): void {
  const { rows, long, cold, endurance, absent, measurements, judged, seconds } = all;
  const caveat = quick ? " A smoke run: its figures are rough." : "";
  const kept = limits(judged, all).map((limit) => ({ ...limit, verdict: verdict(limit) }));
  const failures = measurements.filter((one) => one.errors > 0);
  if (json) {
    const machine = { cpu: cpus()[0]?.model ?? "", cores: cpus().length, bun: Bun.version };
    const faults = failures.map(({ row, peer, errors, sample }) => ({ row, peer, errors, sample }));
    // what was not measured is NaN, which JSON writes as null
    console.log(
      JSON.stringify({ machine, seconds, judged, rows, long, cold, endurance, limits: kept, absent, faults }),
    );
    return;
  }
  const parts = [
    rows.length === 0 ? "" : rowTable(rows),
    long.length === 0 ? "" : longTable(long),
    cold.length === 0
      ? ""
      : table([["cold start", "cpu ms", "wall ms"], ...cold.map((one) => [one.what, one.cpuMs, one.wallMs])]),
    endurance.length === 0 ? "" : enduranceTable(endurance),
    limitTable(judged, only === "" ? kept : kept.filter((limit) => !Number.isNaN(limit.measured))),
    absent.map(({ name, because }) => `${name}: n/a: ${because}`).join("\n"),
    failures.map(({ row, peer, errors, sample }) => `${row}, ${peer}: ${errors} errors, first: ${sample}`).join("\n"),
    `${seconds} s. Added latency is against the upstream asked directly; "-" where the load itself is what limits.${caveat}`,
  ];
  console.log(parts.filter((part) => part !== "").join("\n\n"));
}

function tenths(whole: number): readonly number[] {
  return Array.from({ length: 10 }, (_, i) => ((i + 1) * whole) / 10);
}

function longTable(long: readonly LongConversation[]): string {
  const head = [
    "400 KB conversation",
    "first ms",
    "second ms",
    "first cpu µs",
    "second cpu µs",
    "planning, second / first",
  ];
  return table([
    head,
    ...long.map((one) => [one.peer, one.firstMs, one.secondMs, one.firstCpu, one.secondCpu, one.planned]),
  ]);
}

function enduranceTable(endurance: readonly Endurance[]): string {
  const marks = endurance[0]?.after.map(({ requests }) => `${requests / 1_000}k`) ?? [];
  return table([
    ["MiB after requests", ...marks, "peak"],
    ...endurance.map((one) => [one.peer, ...one.after.map(({ memory }) => memory), one.peak]),
  ]);
}

function limitTable(judged: string, kept: readonly (Limit & { readonly verdict: string })[]): string {
  const lines = kept.map((one) => [one.what, `at ${one.at} ${one.limit}`, one.measured, one.verdict]);
  return table([[`limits of ${judged}`, "limit", "measured", ""], ...lines]);
}
