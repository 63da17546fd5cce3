/** Takes a request's body in: bounded in size, and whole. */
import type { WireError } from "../wire/codec.ts";

/** What the socket offers the routes. */
export type Bindings = {
  /** To be called when a request has come in whole: from then on silence is the model's right, which may load for minutes. */
  readonly bodyTaken?: () => void;
};

export type Intake = { readonly raw: Uint8Array } | { readonly refused: WireError; readonly bytes: number };

export async function takeIn(request: Request, limit: number): Promise<Intake> {
  const announced = Number(request.headers.get("content-length") ?? Number.NaN);
  if (announced > limit) return tooLarge(announced, limit);
  let raw: Uint8Array | undefined;
  try {
    // an announced length is read in one go; without one the body is counted as it comes
    raw = announced <= limit ? await request.bytes() : await collect(request, limit);
  } catch {
    return {
      refused: { status: 400, code: "bad-request", message: "The request's body broke off before its end" },
      bytes: 0,
    };
  }
  return raw === undefined ? tooLarge(limit + 1, limit) : { raw };
}

const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** What the bytes say, if they are UTF-8. */
export function decodeBody(raw: Uint8Array): string | { readonly refused: WireError } {
  try {
    return STRICT.decode(raw);
  } catch {
    const message = "The request's body is not valid UTF-8; send JSON in UTF-8";
    return { refused: { status: 400, code: "bad-request", message } };
  }
}

async function collect(request: Request, limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(bytes: number, limit: number): Intake {
  const message = `The request's body is larger than the limit of ${limit} bytes; raise server.body_limit if it should pass`;
  return { refused: { status: 413, code: "body-too-large", message }, bytes };
}
