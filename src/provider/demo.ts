/** A provider inside the program, so that the whole path can be seen before any runtime is installed. It is no model, and says so. */

export const DEMO_MODEL = "demo";

export const DEMO_ANSWER =
  "This is the demo provider of the Adaptive LLM Gateway, not a language model: it always gives this answer. " +
  "Your request was classified, judged, routed and recorded like any other; read its receipt with: gateway receipts list";

const ENCODER = new TextEncoder();

/** Answers like a server of OpenAI's dialect. `created` is Unix seconds. */
export function answerDemo(stream: boolean, created: number): Response {
  const base = { id: "chatcmpl-demo", created, model: DEMO_MODEL };
  const words = DEMO_ANSWER.match(/\S+\s*/g) ?? [];
  // the demo counts words: it has no tokenizer, and claims none
  const usage = { prompt_tokens: 0, completion_tokens: words.length, total_tokens: words.length };
  if (!stream) {
    const message = { role: "assistant", content: DEMO_ANSWER };
    const choices = [{ index: 0, message, finish_reason: "stop" }];
    return Response.json({ ...base, object: "chat.completion", choices, usage });
  }
  const chunk = (choices: unknown, rest = {}) =>
    `data: ${JSON.stringify({ ...base, object: "chat.completion.chunk", choices, ...rest })}\n\n`;
  const frames = [
    chunk([{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }]),
    ...words.map((content) => chunk([{ index: 0, delta: { content }, finish_reason: null }])),
    chunk([{ index: 0, delta: {}, finish_reason: "stop" }]),
    chunk([], { usage }),
    "data: [DONE]\n\n",
  ];
  let next = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const frame = frames[next++];
      if (frame === undefined) controller.close();
      else controller.enqueue(ENCODER.encode(frame));
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}
