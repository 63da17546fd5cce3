/** What the kernel says of a running process and its children: CPU time and memory. Linux only. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** The process and all that it has started, as far as they live. */
function tree(pid: number): readonly number[] {
  const children = tasks(pid).flatMap((task) => read(`/proc/${pid}/task/${task}/children`).split(" ").filter(Boolean));
  return [pid, ...children.flatMap((child) => tree(Number(child)))];
}

function tasks(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** A process that has just ended has no files. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/**
 * Microseconds of CPU, user and system, of all threads. From `schedstat` (nanoseconds), as `stat` counts in steps of 10 ms;
 * threads that have ended are not in it, and servers keep theirs.
 */
export function cpuOf(pid: number): number {
  const spent = tree(pid).flatMap((one) =>
    tasks(one).map((task) => Number(read(`/proc/${one}/task/${task}/schedstat`).split(" ")[0] ?? 0)),
  );
  return spent.reduce((sum, ns) => sum + ns, 0) / 1_000;
}

function status(pid: number, field: string): number {
  const pattern = new RegExp(`^${field}:\\s+(\\d+) kB`, "m");
  return tree(pid).reduce((sum, one) => sum + Number(pattern.exec(read(`/proc/${one}/status`))?.[1] ?? 0), 0) / 1_024;
}

/** Resident memory now, MiB. */
export function memoryOf(pid: number): number {
  return status(pid, "VmRSS");
}

/** The most it was since `forgetPeak`, MiB. */
export function peakOf(pid: number): number {
  return status(pid, "VmHWM");
}

export function forgetPeak(pid: number): void {
  for (const one of tree(pid)) {
    try {
      writeFileSync(`/proc/${one}/clear_refs`, "5");
    } catch {
      // not ours to reset, or gone: the peak is then that of its whole life
    }
  }
}
