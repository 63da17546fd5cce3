/** A conversation that does not fit into the model's window: clients shorten it themselves, when they hear it in words they know. */

/** OpenAI's code for it, which its own clients and others look for. */
export const OVERFLOW = "context_length_exceeded";

/** How servers say it: OpenAI, Anthropic, llama.cpp (and Ollama, which repeats it), vLLM, LM Studio. */
const SAID =
  /context_length_exceeded|prompt is too long|exceed_context_size|(?:exceeds?|longer than|greater than|maximum) (?:the |this |model's |available ){0,3}context|context (?:window|length) (?:is )?exceeded/i;

/** `body`: of a provider's error with the status 400 or 413. */
export function isOverflow(status: number, body: string): boolean {
  return (status === 400 || status === 413) && SAID.test(body.slice(0, 4096));
}
