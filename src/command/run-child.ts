/** Another program in this one's place: its terminal, its signals, its exit code. */
import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/** Returns its exit code; 128 and the signal's number where a signal ended it, as shells do. */
export async function runChild(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  isTerminal = process.stdin.isTTY,
): Promise<number> {
  const child = Bun.spawn([...command], { env, stdin: "inherit", stdout: "inherit", stderr: "inherit" });
  const handlers = SIGNALS.map((signal) => {
    // what is typed at a terminal reaches the child by itself: twice would be another command to many
    const typed = isTerminal && (signal === "SIGINT" || signal === "SIGQUIT");
    return [signal, () => (typed ? undefined : child.kill(signal))] as const;
  });
  for (const [signal, handler] of handlers) process.on(signal, handler);
  try {
    await child.exited;
  } finally {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  }
  const { exitCode, signalCode } = child;
  return signalCode === null ? (exitCode ?? 1) : 128 + constants.signals[signalCode as NodeJS.Signals];
}
