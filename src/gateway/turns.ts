/**
 * The turns that sessions have asked lately. A client whose stream broke asks the same again without streaming, and one
 * that has lost its way asks it for ever: both are known by the last message, and by how many there are.
 */
import type { GatewayRequest } from "../model/request.ts";
import type { Again } from "./plan.ts";

/** Milliseconds. */
const MINUTE = 60_000;

/** Turns remembered; the oldest go first. */
const TURNS_MAX = 1_000;

type Turn = { readonly first: string; readonly since: number; readonly times: number };

export type Turns = {
  /** Takes note of a turn; undefined for the first time. `now`: Unix milliseconds. */
  take(client: string, session: string, request: GatewayRequest, receipt: string, now: number): Again | undefined;
};

export function openTurns(): Turns {
  const turns = new Map<string, Turn>();
  return {
    take(client, session, { dialect, body, messages, lastMessage: { start, end } }, receipt, now) {
      const key = [client, session, dialect, messages, Bun.hash(body.slice(start, end))].join(" ");
      const before = turns.get(key);
      turns.delete(key);
      if (before === undefined || now - before.since > MINUTE) {
        if (turns.size >= TURNS_MAX) turns.delete(turns.keys().next().value!);
        turns.set(key, { first: receipt, since: now, times: 1 });
        return undefined;
      }
      const turn = { ...before, times: before.times + 1 };
      turns.set(key, turn);
      return { first: turn.first, times: turn.times };
    },
  };
}
