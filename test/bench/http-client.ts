/**
 * A keep-alive connection that asks the same thing again and again, with as little work as can be: the request is one
 * buffer that is marked anew in place, the answer is only followed to its end.
 */
import type { Socket } from "bun";

export type Asked = { readonly ms: number; readonly ok: boolean; readonly sample: string };

export type Connection = {
  /** Sends the buffer as it is now; resolves when the whole answer is there. One at a time. */
  ask(request: Uint8Array): Promise<Asked>;
  close(): void;
};

const LAST_CHUNK = "\r\n0\r\n\r\n";

export async function connect(port: number): Promise<Connection> {
  let unsent: Uint8Array = new Uint8Array();
  let begun = 0;
  let resolve: ((asked: Asked) => void) | undefined;
  let answer: Following | undefined;

  function finish(ok: boolean, sample: string): void {
    const done = resolve;
    resolve = undefined;
    answer = undefined;
    done?.({ ms: performance.now() - begun, ok, sample });
  }
  function send(socket: Socket, bytes: Uint8Array): void {
    const written = Math.max(0, socket.write(bytes));
    unsent = written < bytes.length ? bytes.subarray(written) : new Uint8Array();
  }
  const open = () =>
    Bun.connect({
      hostname: "127.0.0.1",
      port,
      socket: {
        data(_, bytes) {
          answer ??= follow();
          if (answer.take(bytes)) finish(answer.status === 200, answer.sample);
        },
        drain: (socket) => send(socket, unsent),
        close: () => finish(false, "the connection was closed"),
        error: (_, error) => finish(false, error.message),
      },
    });
  let socket = await open();
  return {
    async ask(request) {
      // a server may close a connection between two requests
      if (socket.readyState !== 1) socket = await open();
      const asking = new Promise<Asked>((done) => (resolve = done));
      begun = performance.now();
      send(socket, request);
      return asking;
    },
    close: () => socket.end(),
  };
}

type Following = {
  status: number;
  sample: string;
  /** True once the answer is complete. */
  take(bytes: Buffer): boolean;
};

/** Follows one answer, in any pieces. */
export function follow(): Following {
  let head = "";
  let length = -1;
  let body = 0;
  // the end of the head may be the beginning of the last chunk
  let tail = LAST_CHUNK.slice(0, 2);

  function takeBody(bytes: Buffer): boolean {
    body += bytes.length;
    if (length >= 0) return body >= length;
    tail = (tail + bytes.toString("latin1", Math.max(0, bytes.length - LAST_CHUNK.length))).slice(-LAST_CHUNK.length);
    return tail === LAST_CHUNK;
  }
  const following: Following = {
    status: 0,
    sample: "",
    take(bytes) {
      if (following.status > 0) return takeBody(bytes);
      const text = head + bytes.toString("latin1");
      const end = text.indexOf("\r\n\r\n");
      if (end < 0) {
        head = text;
        return false;
      }
      following.status = Number(text.slice(9, 12));
      if (following.status !== 200) following.sample = text.slice(0, 600);
      length = Number(/\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end))?.[1] ?? -1);
      return takeBody(bytes.subarray(end + 4 - head.length));
    },
  };
  return following;
}
