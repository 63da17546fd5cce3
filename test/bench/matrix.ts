/**
 * The main table: every size of prompt, streamed or not, at every concurrency, for every peer, round by round; and the
 * other dialects at one of them, beside the chat row they are measured against.
 */
import type { BodyShape } from "./bodies.ts";
import type { Result } from "./load.ts";
import { cpuOf, forgetPeak, peakOf } from "./measure.ts";
import { asked, type Peer, type Way } from "./peers.ts";
import type { Load } from "./process.ts";

export type Cell = {
  readonly row: string;
  readonly way: Way;
  /** Measured for the variants of a peer as well. */
  readonly main: boolean;
  /** The row of chat that asks the same. */
  readonly chat?: string;
  readonly body: BodyShape;
  readonly fresh: "all" | "last";
  readonly concurrency: number;
};

export type Measurement = {
  readonly row: string;
  readonly chat?: string;
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

const WAYS = ["messages", "responses", "chat → messages"] as const;

/** In a smoke run only those with 32 connections and without pauses. */
export function cells(quick: boolean): readonly Cell[] {
  const chat = TEXTS.flatMap(([text, bytes, fresh]) =>
    [false, true].flatMap((stream) =>
      [1, 32, 256].map((concurrency): Cell => {
        const row = `${text} ${stream ? "stream" : "whole"} c=${concurrency}`;
        return { row, way: "chat", main: concurrency === 32, body: { bytes, stream }, fresh, concurrency };
      }),
    ),
  );
  const body = { bytes: 1_000, stream: true, paced: true };
  const paced: Cell = { row: PACED, way: "chat", main: true, body, fresh: "all", concurrency: 32 };
  const all = [...chat, paced].filter((cell) => !quick || (cell.main && cell !== paced));
  const others = all.filter(({ main, fresh, body }) => main && (fresh === "last" ? !body.stream : body.bytes < 4_000));
  return [
    ...all,
    ...WAYS.flatMap((way) =>
      others.map((cell) => ({ ...cell, row: rowOf(way, cell.row), way, main: false, chat: cell.row })),
    ),
  ];
}

export function rowOf(way: Way, chat: string): string {
  return `${way}, ${chat}`;
}

/** Those whose name holds the text, and the rows they are measured against. */
export function chosen(all: readonly Cell[], text: string): readonly Cell[] {
  const named = all.filter((cell) => cell.row.includes(text));
  return all.filter((cell) => named.includes(cell) || named.some(({ chat }) => chat === cell.row));
}

export type Plan = {
  readonly cells: readonly Cell[];
  readonly rounds: number;
  /** For the whole table; each measurement gets its share. */
  readonly seconds: number;
};

type Say = (text: string) => void;

/** Peers take turns within a cell, beginning with another one in each round. */
export async function measure(
  plan: Plan,
  peers: readonly Peer[],
  load: Load,
  say: Say,
): Promise<readonly Measurement[]> {
  const pairs = plan.cells.reduce((sum, cell) => sum + peersOf(cell, peers).length, 0);
  const share = plan.seconds / (plan.rounds * pairs);
  const found: Measurement[] = [];
  await warmUp(plan, peers, load, say);
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

function peersOf({ main, way }: Cell, peers: readonly Peer[]): readonly Peer[] {
  return peers.filter((peer) => (main || !peer.variant) && peer.asks[way] !== undefined);
}

/** What runs for the first time is compiled, and not what is to be measured. */
async function warmUp({ cells, seconds }: Plan, peers: readonly Peer[], load: Load, say: Say): Promise<void> {
  for (const peer of peers) {
    say(`warming ${peer.name} up`);
    for (const way of new Set(cells.map((cell) => cell.way))) {
      for (const body of [{ bytes: 1_000 }, { bytes: 1_000, stream: true }, { bytes: 100_000 }]) {
        const job = asked(peer, body, way);
        if (job === undefined) continue;
        await load.run({
          ...job,
          fresh: "all",
          seed: 0,
          concurrency: 16,
          seconds: seconds / (way === "chat" ? 180 : 360),
        });
      }
    }
  }
}

async function one(cell: Cell, peer: Peer, round: number, seconds: number, load: Load): Promise<Measurement> {
  const { row, chat, body, fresh, concurrency } = cell;
  const job = { ...asked(peer, body, cell.way)!, fresh, concurrency, seed: 1 };
  // history has to be seen once to be known
  if (round === 0 || fresh === "last") await load.run({ ...job, seconds: seconds * 0.15 });
  const pid = peer.process?.pid;
  if (pid !== undefined) forgetPeak(pid);
  const before = pid === undefined ? 0 : cpuOf(pid);
  const result: Result = await load.run({ ...job, seconds: seconds * 0.8 });
  const spent = pid === undefined ? Number.NaN : cpuOf(pid) - before;
  return {
    row,
    ...(chat === undefined ? {} : { chat }),
    peer: peer.name,
    round,
    rps: result.requests / result.seconds,
    p50: result.p50,
    p99: result.p99,
    cpu: spent / result.requests,
    peak: pid === undefined ? 0 : peakOf(pid),
    errors: result.errors,
    sample: result.sample,
    loadBound: body.stream === true && body.paced !== true && concurrency > 1,
  };
}
