/** The main table: every size of prompt, streamed or not, at every concurrency, for every peer, round by round. */
import type { BodyShape } from "./bodies.ts";
import type { Result } from "./load.ts";
import { cpuOf, forgetPeak, peakOf } from "./measure.ts";
import type { Peer } from "./peers.ts";
import type { Load } from "./process.ts";

export type Cell = {
  readonly row: string;
  /** Measured for the variants of a peer as well. */
  readonly main: boolean;
  readonly body: BodyShape;
  readonly fresh: "all" | "last";
  readonly concurrency: number;
};

export type Measurement = {
  readonly row: string;
  readonly peer: string;
  readonly round: number;
  readonly rps: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Microseconds for each request that was answered. */
  readonly cpu: number;
  /** MiB. */
  readonly peak: number;
  readonly errors: number;
  readonly sample: string;
  /** The upstream's and the load's core is what limits here, so latencies say nothing of the peer. */
  readonly loadBound: boolean;
};

const TEXTS = [
  ["1 KB", 1_000, "all"],
  ["100 KB first turn", 100_000, "all"],
  ["100 KB known history", 100_000, "last"],
] as const;

export const PACED = "1 KB paced stream c=32";

export function cells(quick: boolean): readonly Cell[] {
  const all = TEXTS.flatMap(([text, bytes, fresh]) =>
    [false, true].flatMap((stream) =>
      [1, 32, 256].map((concurrency) => ({
        row: `${text} ${stream ? "stream" : "whole"} c=${concurrency}`,
        main: concurrency === 32,
        body: { bytes, stream },
        fresh,
        concurrency,
      })),
    ),
  );
  const body = { bytes: 1_000, stream: true, paced: true };
  const paced: Cell = { row: PACED, main: true, body, fresh: "all", concurrency: 32 };
  return quick ? all.filter((cell) => cell.main) : [...all, paced];
}

export type Plan = {
  readonly cells: readonly Cell[];
  readonly rounds: number;
  /** For the whole table; each measurement gets its share. */
  readonly seconds: number;
};

/** Peers take turns within a cell, beginning with another one in each round. */
export async function measure(
  plan: Plan,
  peers: readonly Peer[],
  load: Load,
  say: (text: string) => void,
): Promise<readonly Measurement[]> {
  const pairs = plan.cells.reduce((sum, cell) => sum + peersOf(cell, peers).length, 0);
  const share = plan.seconds / (plan.rounds * pairs);
  const found: Measurement[] = [];
  await warmUp(peers, load, plan.seconds / 60, say);
  for (let round = 0; round < plan.rounds; round++) {
    for (const [i, cell] of plan.cells.entries()) {
      say(`round ${round + 1} of ${plan.rounds}, ${cell.row}`);
      const asked = peersOf(cell, peers);
      const first = (round + i) % asked.length;
      for (const peer of [...asked.slice(first), ...asked.slice(0, first)]) {
        found.push(await one(cell, peer, round, share, load));
      }
    }
  }
  return found;
}

function peersOf(cell: Cell, peers: readonly Peer[]): readonly Peer[] {
  return cell.main ? peers : peers.filter((peer) => !peer.variant);
}

/** What runs for the first time is compiled, and not what is to be measured. */
async function warmUp(peers: readonly Peer[], load: Load, seconds: number, say: (text: string) => void): Promise<void> {
  for (const peer of peers) {
    say(`warming ${peer.name} up`);
    const { port, path, headers } = peer;
    for (const body of [{ bytes: 1_000 }, { bytes: 1_000, stream: true }, { bytes: 100_000 }]) {
      await load.run({ port, path, headers, body, fresh: "all", seed: 0, concurrency: 16, seconds: seconds / 3 });
    }
  }
}

async function one(cell: Cell, peer: Peer, round: number, seconds: number, load: Load): Promise<Measurement> {
  const { port, path, headers } = peer;
  const job = { ...cell, port, path, headers, seed: 1 };
  // history has to be seen once to be known
  if (round === 0 || cell.fresh === "last") await load.run({ ...job, seconds: seconds * 0.15 });
  const pid = peer.process?.pid;
  if (pid !== undefined) forgetPeak(pid);
  const before = pid === undefined ? 0 : cpuOf(pid);
  const result: Result = await load.run({ ...job, seconds: seconds * 0.8 });
  const spent = pid === undefined ? Number.NaN : cpuOf(pid) - before;
  return {
    row: cell.row,
    peer: peer.name,
    round,
    rps: result.requests / result.seconds,
    p50: result.p50,
    p99: result.p99,
    cpu: spent / result.requests,
    peak: pid === undefined ? 0 : peakOf(pid),
    errors: result.errors,
    sample: result.sample,
    loadBound: cell.body.stream === true && cell.body.paced !== true && cell.concurrency > 1,
  };
}
