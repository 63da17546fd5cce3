/**
 * Which call a tool's result answers: servers of old give calls no ids, and results then name a tool, or not even that.
 * A result that does not say answers the earliest call of that name, first of this turn's.
 */
import type { Message } from "../model/part.ts";

type Call = { readonly id: string; readonly name: string };

/** Calls in their order; those before `at` are answered. */
type Queue = { readonly calls: Call[]; at: number };

/** By the tool's name, and all of them under "". */
type Queues = Map<string, Queue>;

export function answered(messages: readonly Message[]): Message[] {
  const done = new Set<Call>();
  const byId: Queues = new Map();
  const earlier: Queues = new Map();
  let waiting: Queues = new Map();

  const firstOf = (queues: Queues, name: string): Call | undefined => {
    const queue = queues.get(name);
    if (queue === undefined) return undefined;
    while (queue.at < queue.calls.length && done.has(queue.calls[queue.at]!)) queue.at++;
    return queue.calls[queue.at];
  };
  const take = (call: Call | undefined): string | undefined => {
    if (call !== undefined) done.add(call);
    return call?.id;
  };
  const wait = (call: Call): void => {
    put(byId, call.id, [call]);
    for (const name of new Set([call.name, ""])) put(waiting, name, [call]);
  };
  const answer = (id: string, name: string | undefined): string => {
    if (id === "") return take(firstOf(waiting, name ?? "") ?? firstOf(earlier, name ?? "")) ?? name ?? "";
    take(firstOf(byId, id));
    return id;
  };

  return messages.map((message) => {
    if (message.role === "user") {
      for (const [name, { calls, at }] of waiting) put(earlier, name, calls.slice(at));
      waiting = new Map();
    }
    const parts = message.parts.map((part) => {
      if (part.type === "tool-call") wait(part);
      return part.type === "tool-result" ? { ...part, id: answer(part.id, part.name) } : part;
    });
    return { ...message, parts };
  });
}

function put(queues: Queues, name: string, calls: readonly Call[]): void {
  const queue = queues.get(name);
  if (queue === undefined) queues.set(name, { calls: [...calls], at: 0 });
  else for (const call of calls) queue.calls.push(call);
}
