/** A translated request, made to fit a provider that knows its dialect under other names, or not all of it. */
import type { Place } from "./catalogue.ts";

/** `body`: a JSON object. */
export function fitted(body: string, { renames, refuses }: Pick<Place, "renames" | "refuses">): string {
  if (refuses.length === 0 && Object.keys(renames).length === 0) return body;
  const inMessages = new Set(refuses.map((one) => /^messages\[\]\.(.*)$/.exec(one)?.[1]));
  const { messages, ...root } = JSON.parse(body) as Record<string, unknown>;
  const fields = Object.entries(root).filter(([name]) => !refuses.some((one) => one === name));
  const told = Object.fromEntries(fields.map(([name, value]) => [renames[name] ?? name, value]));
  if (!Array.isArray(messages)) return JSON.stringify(told);
  const fit = (message: object) => Object.entries(message).filter(([name]) => !inMessages.has(name));
  return JSON.stringify({ ...told, messages: messages.map((message: object) => Object.fromEntries(fit(message))) });
}
