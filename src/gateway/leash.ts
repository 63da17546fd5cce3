/**
 * What can end a run from outside: its client, its deadline, the server's stop. One signal for all, with the cause kept.
 * One timer looks after every deadline: a timer for each call would cost more than the rest of its keeping.
 */

export type Cut = "client" | "timeout" | "shutdown";

/** How late a deadline may be noticed, milliseconds. */
const TICK_MS = 100;

export class Leash {
  /** Why it was cut; undefined while it was not. */
  cause: Cut | undefined;
  /** `performance.now()` at which the run is cut. */
  deadline = Number.POSITIVE_INFINITY;
  private over = false;
  private readonly controller = new AbortController();
  private readonly leashes: Leashes;

  constructor(client: AbortSignal, leashes: Leashes) {
    this.leashes = leashes;
    if (client.aborted) this.cut("client");
    else client.addEventListener("abort", () => this.cut("client"), { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  cut(cause: Cut): void {
    if (this.over || this.cause !== undefined) return;
    this.cause = cause;
    this.controller.abort();
  }

  /** The run is cut when this many milliseconds pass without another `extend`. */
  extend(ms: number): void {
    this.deadline = performance.now() + ms;
    this.leashes.tickWhileOpen();
  }

  /** Nothing is waited for now: a slow reader is no silent provider. */
  relax(): void {
    this.deadline = Number.POSITIVE_INFINITY;
  }

  /** The run is over: what happens now cuts nothing. The listener goes with the client's request. */
  release(): void {
    this.over = true;
    this.leashes.forget(this);
  }
}

/** The leashes of all runs under way. */
export class Leashes {
  private readonly open_ = new Set<Leash>();
  private timer: ReturnType<typeof setInterval> | undefined;

  get running(): number {
    return this.open_.size;
  }

  open(client: AbortSignal): Leash {
    const leash = new Leash(client, this);
    this.open_.add(leash);
    return leash;
  }

  forget(leash: Leash): void {
    this.open_.delete(leash);
  }

  cutAll(cause: Cut): void {
    for (const leash of this.open_) leash.cut(cause);
  }

  tickWhileOpen(): void {
    this.timer ??= setInterval(() => this.tick(), TICK_MS);
  }

  private tick(): void {
    const now = performance.now();
    for (const leash of this.open_) if (leash.deadline <= now) leash.cut("timeout");
    if (this.open_.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
