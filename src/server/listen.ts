/** The app on a socket: its timeouts, and a stop that lets answers finish. */
import type { App } from "./app.ts";
import type { Bindings } from "./intake.ts";
import type { Gateway } from "../gateway/gateway.ts";
import { Problem } from "../kit/problem.ts";

export type Listening = {
  readonly url: string;
  readonly port: number;
  /** Takes no new requests, gives running ones their time, then cuts them; their receipts are filed either way. */
  stop(): Promise<void>;
};

export type ListenOptions = {
  readonly host: string;
  readonly port: number;
  /** How long running answers may take when the server stops, milliseconds. */
  readonly stopGraceMs: number;
};

/** How long a client may take to send its request, seconds: a slow sender must not hold a connection for ever. */
const SEND_TIMEOUT_S = 60;

/** After the grace, how long the cut answers may take to say so, milliseconds. */
const CUT_MS = 500;

/** Throws `Problem` port-in-use or config-invalid. */
export function listen(app: App, gateway: Gateway, options: ListenOptions): Listening {
  const server = bind(app, options);
  return {
    url: `http://${options.host.includes(":") ? `[${options.host}]` : options.host}:${server.port}`,
    port: server.port ?? options.port,
    async stop() {
      const drained = server.stop(false);
      const deadline = performance.now() + options.stopGraceMs;
      while (gateway.rim.leashes.running > 0 && performance.now() < deadline) await Bun.sleep(10);
      gateway.rim.leashes.cutAll("shutdown");
      await Promise.race([drained, Bun.sleep(CUT_MS)]);
      await server.stop(true);
    },
  };
}

function bind(app: App, { host, port }: ListenOptions) {
  try {
    return Bun.serve({
      hostname: host,
      port,
      idleTimeout: SEND_TIMEOUT_S,
      maxRequestBodySize: Number.MAX_SAFE_INTEGER,
      fetch(request, server) {
        return app.fetch(request, { bodyTaken: () => server.timeout(request, 0) } satisfies Bindings);
      },
      error: () => new Response("internal error", { status: 500 }),
    });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
      const because = "it is no address of this machine";
      const message = `the gateway cannot listen on ${host}`;
      throw new Problem("config-invalid", message, because, "gateway serve --host 127.0.0.1", { cause: error });
    }
    if (code !== "EADDRINUSE") throw error;
    throw new Problem(
      "port-in-use",
      `port ${port} on ${host} is taken`,
      "another program listens there",
      `stop it, or choose another: gateway serve --port ${port + 1}`,
      { cause: error },
    );
  }
}
