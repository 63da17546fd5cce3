/** A streamed answer on its way through: always ended properly, at the pace of the client. */
import type { Usage } from "../model/response.ts";
import { type Codec, Malformed } from "../wire/codec.ts";
import type { Leash } from "./leash.ts";
import { type Passage, ToldFailure } from "./passage.ts";

export type StreamOutcome = {
  readonly end: "complete" | "cut-by-upstream" | "cut-by-client" | "cut-by-shutdown";
  readonly error?: string;
  readonly usage?: Usage;
};

const TOLD = "the provider said in the middle of its answer that it failed";

const ENCODER = new TextEncoder();
const CUTS = { client: "cut-by-client", shutdown: "cut-by-shutdown", timeout: "cut-by-upstream" } as const;

/** `idleMs`: longest silence of the provider. `close` files the receipt; it is called once, however the stream ends. */
export function passStream(
  upstream: ReadableStream<Uint8Array>,
  passage: Passage,
  codec: Codec,
  leash: Leash,
  idleMs: number,
  receipt: string,
  close: (outcome: StreamOutcome) => Promise<unknown>,
): ReadableStream<Uint8Array> {
  const reader = upstream.getReader();
  let controller: ReadableStreamDefaultController<Uint8Array>;
  let ended = false;

  const onRead = (read: { done: boolean; value?: Uint8Array | undefined }): Promise<void> | undefined => {
    if (ended) return undefined;
    if (read.done) return finish(undefined);
    // until the client wants more, the provider's silence is the client's
    leash.relax();
    const whole = passage.push(read.value!);
    if (whole === undefined) return pull();
    controller.enqueue(whole);
    return undefined;
  };

  const pull = (): Promise<void> => {
    leash.extend(idleMs);
    return reader.read().then(onRead).catch(finish) as Promise<void>;
  };

  /** `failure` is what the read was rejected with; undefined at the stream's own end. */
  const finish = async (failure: unknown): Promise<void> => {
    if (ended) return;
    ended = true;
    const { whole, failed, rest, usage } = passage.end();
    const counted = usage === undefined ? {} : { usage };
    // some clients hang up as soon as they have read the last event
    if (whole && leash.cause === "client") {
      void reader.cancel().catch(() => {});
      await close({ end: "complete", ...counted });
      return;
    }
    if (failure === undefined && whole) {
      await close({ end: "complete", ...counted });
      if (rest !== "") controller.enqueue(ENCODER.encode(rest));
      controller.close();
      return;
    }
    if (failure === undefined && failed) {
      await close({ end: "cut-by-upstream", error: TOLD, ...counted });
      controller.close();
      return;
    }
    void reader.cancel().catch(() => {});
    const end = leash.cause === undefined ? "cut-by-upstream" : CUTS[leash.cause];
    const error = whyCut(leash, failure, idleMs);
    await close({ end, error, ...counted });
    if (end === "cut-by-client") return;
    // its own words are for the client alone: they may repeat what was in the request
    const told = failure instanceof ToldFailure ? `: ${failure.message}` : "";
    const message = `${error}${told}. The answer is incomplete. Receipt ${receipt}`;
    const words = codec.writeStreamError({ status: 502, code: "upstream-garbled", message, receipt });
    controller.enqueue(ENCODER.encode(words));
    controller.close();
  };

  leash.tell(() => void finish(new Error("cut")));
  return new ReadableStream<Uint8Array>({
    start(it) {
      controller = it;
    },
    pull,
    cancel() {
      leash.cut("client");
      return finish(new Error("the client left"));
    },
  });
}

function whyCut(leash: Leash, failure: unknown, idleMs: number): string {
  if (leash.cause === "client") return "the client left";
  if (leash.cause === "shutdown") return "the gateway was stopped";
  if (leash.cause === "timeout") return `the provider sent nothing for ${idleMs / 1000} s`;
  if (failure === undefined) return "the provider ended the stream in the middle of the answer";
  if (failure instanceof RangeError) return failure.message;
  if (failure instanceof ToldFailure) return TOLD;
  if (failure instanceof Malformed) return "the provider sent what is no part of an answer";
  return "the connection to the provider broke in the middle of the answer";
}
