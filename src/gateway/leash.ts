/** What can end a run from outside: its client, its deadline, the server's stop. One signal for all, with the cause kept. */
import { watch, type Watch } from "../provider/watch.ts";

export type Cut = "client" | "timeout" | "shutdown";

export type Leash = {
  readonly signal: AbortSignal;
  /** Why it was cut; undefined while it was not. */
  readonly cause: Cut | undefined;
  cut(cause: Cut): void;
  /** The call is cut when this many milliseconds pass without another `extend`. */
  extend(ms: number): void;
  /** Forgets the client and the deadline; the run is over. */
  release(): void;
};

export type Leashes = {
  open(client: AbortSignal): Leash;
  cutAll(cause: Cut): void;
  readonly running: number;
};

export function openLeashes(): Leashes {
  const open = new Set<Leash>();
  return {
    open(client) {
      const leash = newLeash(client, () => open.delete(leash));
      open.add(leash);
      return leash;
    },
    cutAll(cause) {
      for (const leash of open) leash.cut(cause);
    },
    get running() {
      return open.size;
    },
  };
}

function newLeash(client: AbortSignal, onRelease: () => void): Leash {
  const controller = new AbortController();
  let cause: Cut | undefined;
  let deadline: Watch | undefined;
  const cut = (why: Cut) => {
    if (cause !== undefined) return;
    cause = why;
    controller.abort();
  };
  const onClient = () => cut("client");
  if (client.aborted) cut("client");
  else client.addEventListener("abort", onClient, { once: true });
  return {
    signal: controller.signal,
    get cause() {
      return cause;
    },
    cut,
    extend(ms) {
      if (deadline === undefined) deadline = watch(ms, () => cut("timeout"));
      else deadline.extend(ms);
    },
    release() {
      deadline?.stop();
      client.removeEventListener("abort", onClient);
      onRelease();
    },
  };
}
