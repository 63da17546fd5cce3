/**
 * The provider of the benchmark: raw HTTP/1.1, as fast as can be, so that it is never what is measured. Any POST gets a
 * short answer, or 200 chunks when it asks for a stream; a user `"paced"` puts a millisecond between the chunks.
 * The path chooses the dialect: `…/messages` speaks Anthropic's, `…/responses` OpenAI's newer one, all others chat.
 */
import type { Socket } from "bun";

export const CHUNKS = 200;

type Connection = { request: Buffer; unsent: Buffer };

const json = (value: unknown) => JSON.stringify(value);
const event = (value: unknown, name?: string) =>
  `${name === undefined ? "" : `event: ${name}\n`}data: ${json(value)}\n\n`;
const piece = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const head = (type: string, rest: string) => `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\n${rest}\r\n\r\n`;
const whole = (body: string) => Buffer.from(head("application/json", `content-length: ${body.length}`) + body);

const SENTENCE = "Here is the answer, in a sentence or two of ordinary length.";

function chatChunk(delta: unknown, finish: string | null = null, more: object = {}): string {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  return event({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1,
    model: "bench-model",
    choices,
    ...more,
  });
}

const CHAT_USAGE = { prompt_tokens: 100, completion_tokens: 12, total_tokens: 112 };
const CHAT = {
  whole: whole(
    json({
      id: "chatcmpl-1",
      object: "chat.completion",
      created: 1,
      model: "bench-model",
      choices: [{ index: 0, message: { role: "assistant", content: SENTENCE }, finish_reason: "stop" }],
      usage: CHAT_USAGE,
    }),
  ),
  chunks: [
    ...Array.from({ length: CHUNKS - 1 }, (_, i) => chatChunk({ content: ` word${i}` })),
    `${chatChunk({}, "stop", { usage: CHAT_USAGE })}data: [DONE]\n\n`,
  ],
};

const MODELS = whole(
  json({ object: "list", data: [{ id: "bench-model", object: "model", created: 1, owned_by: "bench" }] }),
);

const MESSAGE = { id: "msg_1", type: "message", role: "assistant", model: "bench-model", stop_sequence: null };
const MESSAGES = {
  whole: whole(
    json({
      ...MESSAGE,
      content: [{ type: "text", text: SENTENCE }],
      stop_reason: "end_turn",
      usage: { input_tokens: 100, output_tokens: 12 },
    }),
  ),
  chunks: [
    event(
      {
        type: "message_start",
        message: { ...MESSAGE, content: [], stop_reason: null, usage: { input_tokens: 100, output_tokens: 1 } },
      },
      "message_start",
    ) +
      event(
        { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
        "content_block_start",
      ),
    ...Array.from({ length: CHUNKS - 2 }, (_, i) =>
      event(
        { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: ` word${i}` } },
        "content_block_delta",
      ),
    ),
    event({ type: "content_block_stop", index: 0 }, "content_block_stop") +
      event(
        {
          type: "message_delta",
          delta: { stop_reason: "end_turn", stop_sequence: null },
          usage: { output_tokens: 200 },
        },
        "message_delta",
      ) +
      event({ type: "message_stop" }, "message_stop"),
  ],
};

const TEXT = { type: "output_text", text: SENTENCE, annotations: [], logprobs: [] };
const ITEM = { id: "msg_1", type: "message", status: "completed", role: "assistant", content: [TEXT] };
const RESPONSE = { id: "resp_1", object: "response", created_at: 1, model: "bench-model", output: [] };
const COMPLETED = {
  ...RESPONSE,
  status: "completed",
  output: [ITEM],
  usage: { input_tokens: 100, output_tokens: 12, total_tokens: 112 },
};
const AT = { item_id: "msg_1", output_index: 0, content_index: 0 };
const step = (type: string, sequence_number: number, more: object) => event({ type, sequence_number, ...more }, type);
const RESPONSES = {
  whole: whole(json(COMPLETED)),
  chunks: [
    step("response.created", 0, { response: { ...RESPONSE, status: "in_progress" } }) +
      step("response.output_item.added", 1, {
        output_index: 0,
        item: { ...ITEM, status: "in_progress", content: [] },
      }) +
      step("response.content_part.added", 2, { ...AT, part: { ...TEXT, text: "" } }),
    ...Array.from({ length: CHUNKS - 2 }, (_, i) =>
      step("response.output_text.delta", i + 3, { ...AT, delta: ` word${i}`, logprobs: [] }),
    ),
    step("response.output_text.done", CHUNKS + 1, { ...AT, text: SENTENCE, logprobs: [] }) +
      step("response.content_part.done", CHUNKS + 2, { ...AT, part: TEXT }) +
      step("response.output_item.done", CHUNKS + 3, { output_index: 0, item: ITEM }) +
      step("response.completed", CHUNKS + 4, { response: COMPLETED }),
  ],
};

const STREAM_HEAD = head("text/event-stream", "transfer-encoding: chunked");

/** What is written at each step: the head goes with the first chunk, the end with the last. */
function steps(chunks: readonly string[]): readonly Buffer[] {
  return chunks.map((chunk, i) =>
    Buffer.from((i === 0 ? STREAM_HEAD : "") + piece(chunk) + (i === chunks.length - 1 ? "0\r\n\r\n" : "")),
  );
}
const ANSWERS = [CHAT, MESSAGES, RESPONSES].map(({ whole, chunks }) => ({ whole, steps: steps(chunks) }));

/** By the path of a request's first line. */
function answerFor(line: string) {
  return ANSWERS[/^\w+ \S*\/messages[? ]/.test(line) ? 1 : /^\w+ \S*\/responses[? ]/.test(line) ? 2 : 0]!;
}

function send(socket: Socket<Connection>, bytes: Buffer): void {
  const { data } = socket;
  if (data.unsent.length > 0) {
    data.unsent = Buffer.concat([data.unsent, bytes]);
    return;
  }
  const written = Math.max(0, socket.write(bytes));
  if (written < bytes.length) data.unsent = bytes.subarray(written);
}

function stream(socket: Socket<Connection>, chunks: readonly Buffer[], paced: boolean): void {
  let i = 0;
  const next = () => {
    const chunk = chunks[i++];
    if (chunk === undefined || socket.readyState <= 0) return;
    send(socket, chunk);
    // a chunk for each round of the event loop, so that chunks arrive as chunks
    if (paced) setTimeout(next, 1);
    else setImmediate(next);
  };
  next();
}

/** The request when all of it is there; its end is known by its length, or by the last chunk. */
function complete({ request }: Connection): boolean {
  const end = request.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(request.toString("latin1", 0, end))?.[1];
  if (length !== undefined) return request.length >= end + 4 + Number(length);
  return request[0] === 71 || request.subarray(-7).toString("latin1") === "\r\n0\r\n\r\n"; // 71: a GET has no body
}

function answer(socket: Socket<Connection>): void {
  const { request } = socket.data;
  const line = request.toString("latin1", 0, 200);
  const { whole, steps } = answerFor(line);
  socket.data.request = Buffer.alloc(0);
  if (line.startsWith("GET")) send(socket, MODELS);
  else if (!request.includes('"stream":true')) send(socket, whole);
  else stream(socket, steps, request.includes('"paced"'));
}

if (import.meta.main) {
  Bun.listen<Connection>({
    hostname: "127.0.0.1",
    port: Number(process.argv[2]),
    socket: {
      open(socket) {
        socket.data = { request: Buffer.alloc(0), unsent: Buffer.alloc(0) };
      },
      data(socket, bytes) {
        const { data } = socket;
        data.request = data.request.length === 0 ? Buffer.from(bytes) : Buffer.concat([data.request, bytes]);
        if (complete(data)) answer(socket);
      },
      drain(socket) {
        const { unsent } = socket.data;
        socket.data.unsent = Buffer.alloc(0);
        if (unsent.length > 0) send(socket, unsent);
      },
      error() {},
    },
  });
}
