/** Errors as Ollama says them: `{"error":"…"}`, in a stream as a line of its own. */
import type { WireError } from "./codec.ts";

export function writeError({ message }: WireError): string {
  return JSON.stringify({ error: message });
}

/** A stream that ends so has no line that is done: its clients throw. */
export function writeStreamError(error: WireError): string {
  return `${writeError(error)}\n`;
}
