/** A conversation of 400 KB and its next turn, one request at a time: what is known should cost next to nothing. */
import { cpuOf } from "./measure.ts";
import { askedChat, type Peer } from "./peers.ts";
import type { Load } from "./process.ts";
import { LIMIT, median } from "./report.ts";

export type LongConversation = {
  readonly peer: string;
  /** Milliseconds to the whole answer. */
  readonly firstMs: number;
  readonly secondMs: number;
  /** Microseconds. */
  readonly firstCpu: number;
  readonly secondCpu: number;
  /** The second turn's CPU in parts of the first's, each less what the pass-through spends on it: the planning alone. */
  readonly planned: number;
};

type Turn = { readonly ms: number; readonly cpu: number };

const BYTES = 400_000;
/** What a server does after its answer is part of what the request costs. */
const SETTLE_MS = 40;

export async function longConversations(
  peers: readonly Peer[],
  load: Load,
  count: number,
): Promise<readonly LongConversation[]> {
  const found: { peer: string; first: Turn; second: Turn }[] = [];
  for (let i = 0; i < count; i++) {
    for (const peer of peers) {
      const first = await oneTurn(peer, load, 1_000 + i, 0);
      found.push({ peer: peer.name, first, second: await oneTurn(peer, load, 1_000 + i, 1) });
    }
  }
  const over = (peer: string, value: (one: (typeof found)[number]) => number) =>
    median(found.filter((one) => one.peer === peer).map(value));
  return peers.map(({ name }) => {
    const firstCpu = over(name, (one) => one.first.cpu);
    const secondCpu = over(name, (one) => one.second.cpu);
    const forwarding = { first: over(LIMIT, (one) => one.first.cpu), second: over(LIMIT, (one) => one.second.cpu) };
    return {
      peer: name,
      firstMs: over(name, (one) => one.first.ms),
      secondMs: over(name, (one) => one.second.ms),
      firstCpu,
      secondCpu,
      planned: name === LIMIT ? Number.NaN : (secondCpu - forwarding.second) / (firstCpu - forwarding.first),
    };
  });
}

async function oneTurn(peer: Peer, load: Load, seed: number, more: number): Promise<Turn> {
  const pid = peer.process?.pid ?? 0;
  const before = cpuOf(pid);
  const result = await load.run({
    ...askedChat(peer, { bytes: BYTES }),
    more,
    // a seed's text is always the same, so the first turn is new with the seed, and of the second only its last messages
    fresh: "none",
    seed,
    concurrency: 1,
    seconds: 10,
    requests: 1,
  });
  await Bun.sleep(SETTLE_MS);
  return { ms: result.p50, cpu: cpuOf(pid) - before };
}
