/** Memory while a hundred thousand requests pass: it must not grow. */
import { forgetPeak, memoryOf, peakOf } from "./measure.ts";
import { askedChat, type Peer } from "./peers.ts";
import type { Load } from "./process.ts";

export type Endurance = {
  readonly peer: string;
  /** MiB resident after so many requests; the peak from the first to the last. */
  readonly after: readonly { readonly requests: number; readonly memory: number }[];
  readonly peak: number;
  readonly errors: number;
};

export async function endure(peer: Peer, load: Load, marks: readonly number[]): Promise<Endurance> {
  const pid = peer.process?.pid ?? 0;
  const after: { requests: number; memory: number }[] = [];
  let errors = 0;
  let passed = 0;
  forgetPeak(pid);
  for (const requests of marks) {
    const job = { ...askedChat(peer, { bytes: 1_000 }), fresh: "all", seed: 3, concurrency: 32, seconds: 120 } as const;
    const result = await load.run({ ...job, requests: requests - passed });
    passed = requests;
    errors += result.errors;
    after.push({ requests, memory: memoryOf(pid) });
  }
  return { peer: peer.name, after, peak: peakOf(pid), errors };
}
