/**
 * What can end a run from outside: its client, its deadline, the server's stop. There is no AbortController here: one for
 * each run, with its listeners, cost more than all the deciding. A call gets the client's own signal; everything else
 * is told to whoever is waiting. One timer looks after every deadline.
 */

export type Cut = "client" | "timeout" | "shutdown";

/** What a wait ends with when its run is cut. */
export class CutShort extends Error {
  readonly cut: Cut;

  constructor(cut: Cut) {
    super(`cut by ${cut}`);
    this.name = "CutShort";
    this.cut = cut;
  }
}

/** How late a deadline may be noticed, milliseconds. */
const TICK_MS = 100;

export class Leash {
  /** Fires when the client leaves. */
  readonly client: AbortSignal;
  /** `performance.now()` at which the run is cut. */
  deadline = Number.POSITIVE_INFINITY;
  private told: Cut | undefined;
  private over = false;
  private onCut: ((cut: Cut) => void) | undefined;
  private readonly leashes: Leashes;

  constructor(client: AbortSignal, leashes: Leashes) {
    this.client = client;
    this.leashes = leashes;
  }

  /** Why it was cut; undefined while it was not. */
  get cause(): Cut | undefined {
    return this.told ?? (this.client.aborted ? "client" : undefined);
  }

  cut(cause: Cut): void {
    if (this.over || this.told !== undefined) return;
    this.told = cause;
    this.onCut?.(cause);
  }

  /** Whom to tell; the last one asked for is told. */
  tell(onCut: (cut: Cut) => void): void {
    this.onCut = onCut;
    if (this.told !== undefined) onCut(this.told);
  }

  /** Settles as `waiting` does, or rejects with `CutShort` when the run is cut first. */
  hold<T>(waiting: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.tell((cut) => reject(new CutShort(cut)));
      waiting.then(resolve, reject);
    });
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

  /** A deadline that has passed is done with: the run goes on with something else. */
  forgive(): void {
    if (this.told === "timeout") this.told = undefined;
    this.relax();
  }

  /** The run is over: what happens from now on cuts nothing. */
  release(): void {
    this.over = true;
    this.onCut = undefined;
    this.leashes.forget(this);
  }
}

/** The leashes of all runs under way. */
export class Leashes {
  private readonly held = new Set<Leash>();
  private timer: ReturnType<typeof setInterval> | undefined;

  get running(): number {
    return this.held.size;
  }

  open(client: AbortSignal): Leash {
    const leash = new Leash(client, this);
    this.held.add(leash);
    return leash;
  }

  forget(leash: Leash): void {
    this.held.delete(leash);
  }

  cutAll(cause: Cut): void {
    for (const leash of this.held) leash.cut(cause);
  }

  tickWhileOpen(): void {
    this.timer ??= setInterval(() => this.tick(), TICK_MS);
  }

  private tick(): void {
    const now = performance.now();
    for (const leash of this.held) if (leash.deadline <= now) leash.cut("timeout");
    if (this.held.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
