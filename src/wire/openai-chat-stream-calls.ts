/**
 * Tool calls in a stream of OpenAI's chat dialect: each is told from the others by its `index`. Not every server keeps to
 * that: some leave the index out, some give all calls the same, some say the id and the name with every piece.
 */
import type { StreamEvent } from "../model/response.ts";
import { isObject, type Json, text } from "./json.ts";

type CallEvent = Extract<StreamEvent, { type: "tool-call" }>;

type Known = { readonly call: number; id: string };

/** For one choice: an event for each piece of a call, with id, name and kind on the first alone. */
export function callReader(choice: number): (call: Json) => CallEvent {
  const byIndex = new Map<number, Known>();
  const byId = new Map<string, Known>();
  let last: Known | undefined;
  let count = 0;

  const knownAs = (index: unknown, id: string, name: string): Known | undefined => {
    if (typeof index !== "number") return byId.get(id) ?? (id === "" && name === "" ? last : undefined);
    const known = byIndex.get(index);
    // another id and a name at the same place are another call
    const other = known !== undefined && name !== "" && id !== "" && known.id !== "" && known.id !== id;
    return other ? byId.get(id) : known;
  };

  return (value) => {
    const custom = isObject(value.custom);
    const own = isObject(value.function) ? value.function : isObject(value.custom) ? value.custom : {};
    const [id, name] = [text(value.id), text(own.name)];
    const known = knownAs(value.index, id, name);
    const said = text(own.arguments ?? own.input);
    last = known ?? { call: count++, id };
    if (typeof value.index === "number") byIndex.set(value.index, last);
    if (id !== "") byId.set(id, last);
    const event = { type: "tool-call", choice, call: last.call, arguments: said } as const;
    if (known !== undefined) return event;
    return {
      ...event,
      ...(id === "" ? {} : { id }),
      ...(name === "" ? {} : { name }),
      ...(custom ? { custom } : {}),
    };
  };
}

/** For one stream: a piece of a call as it stands in a chunk's delta. */
export function callWriter(unnamed: (event: CallEvent) => string): (event: CallEvent) => Json {
  const customs = new Set<string>();
  const begun = new Set<string>();
  return (event) => {
    const key = `${event.choice} ${event.call}`;
    if (event.custom === true) customs.add(key);
    const custom = customs.has(key);
    const name = event.name === undefined ? {} : { name: event.name };
    const own = custom
      ? { custom: { ...name, input: event.arguments } }
      : { function: { ...name, arguments: event.arguments } };
    if (begun.has(key)) return { index: event.call, ...own };
    begun.add(key);
    return { index: event.call, id: event.id || unnamed(event), type: custom ? "custom" : "function", ...own };
  };
}
