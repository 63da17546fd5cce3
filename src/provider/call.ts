/** The one place where anything leaves. Law 4 and the record before sending are kept by who calls it. */
import type { Place } from "./catalogue.ts";
import { hasKey, readKey } from "./keys.ts";

/** A call that brought no answer. `sent`: whether the provider may have seen the request. */
export class CallFailure extends Error {
  readonly kind: "unreachable" | "timeout" | "closed";
  readonly sent: boolean;

  constructor(kind: CallFailure["kind"], sent: boolean, because: string, options?: ErrorOptions) {
    super(because, options);
    this.name = "CallFailure";
    this.kind = kind;
    this.sent = sent;
  }
}

export type Outgoing = {
  readonly method: "GET" | "POST" | "DELETE";
  /** Under the provider's URL, such as `/chat/completions`. */
  readonly path: string;
  readonly body?: string | Uint8Array;
  /** Those of the client that are part of the dialect. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The client's own key, which goes to a provider that takes it. */
  readonly credential?: () => Credential;
  readonly signal: AbortSignal;
};

/** A key as a client sent it, by header; with it goes what tells the vendor whose it is and what uses it. */
export type Credential = Readonly<Record<string, string>>;

export type Caller = {
  /** Throws `CallFailure`, `Problem` key-missing, or the signal's reason once it has fired. */
  call(place: Place, out: Outgoing): Promise<Response>;
};

/** A host that has answered within this time needs no connection test, milliseconds. */
const PROVEN_MS = 30_000;

export function openCaller(env: Readonly<Record<string, string | undefined>>, agent: string): Caller {
  const proven = new Map<string, number>();
  const headers = new Map<string, Promise<Record<string, string>> | Record<string, string>>();

  async function headersOf(place: Place): Promise<Record<string, string>> {
    const common = { "content-type": "application/json", "user-agent": agent, ...place.headers };
    if (place.key === undefined) return common;
    const key = await readKey(place.key, env);
    return { ...common, [place.keyHeader]: place.keyHeader === "x-api-key" ? key : `Bearer ${key}` };
  }

  async function knownHeaders(place: Place): Promise<Record<string, string>> {
    const made = await headersOf(place);
    headers.set(place.name, made);
    return made;
  }

  async function sendingFor(place: Place, out: Outgoing): Promise<Record<string, string>> {
    const { credential } = out;
    const own = place.clientKey === "always" || (place.clientKey === "else" && !hasKey(place.key, env));
    if (own && credential !== undefined) {
      const common = { "content-type": "application/json", "user-agent": agent, ...place.headers };
      return { ...common, ...out.headers, ...credential() };
    }
    const known = headers.get(place.name) ?? knownHeaders(place);
    const made = known instanceof Promise ? await known : known;
    return out.headers === undefined ? made : { ...made, ...out.headers };
  }

  return {
    async call(place, out) {
      const sending = await sendingFor(place, out);
      const now = performance.now();
      if (now - (proven.get(place.name) ?? -PROVEN_MS) >= PROVEN_MS && !isProxied(place, env)) {
        await connect(place, out.signal);
      }
      try {
        const response = await fetch(addressOf(place.url, out.path), {
          method: out.method,
          headers: sending,
          ...(out.body === undefined ? {} : { body: out.body }),
          signal: out.signal,
          redirect: "manual",
          // Bun's own timer is coarse, and the last resort: it closes what nobody waits for any more
          timeout: Math.max(place.timeouts.firstByte, place.timeouts.idle) * 1000,
          ...(place.reach === "external" ? {} : { proxy: false }),
          ...(place.hangsUp ? { keepalive: false } : {}),
        } as RequestInit);
        proven.set(place.name, now);
        return response;
      } catch (error) {
        proven.delete(place.name);
        if (out.signal.aborted) throw out.signal.reason;
        throw failureOf(place, error);
      }
    },
  };
}

/** What is not OpenAI's stands under the server's root, whichever of its addresses the configuration names. */
export function addressOf(url: string, path: string): string {
  return /^\/(v1|api)\//.test(path) ? url.replace(/\/v1$/, "") + path : url + path;
}

function isProxied(place: Place, env: Readonly<Record<string, string | undefined>>): boolean {
  return (
    place.reach === "external" && ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"].some((name) => env[name])
  );
}

/** Opens a connection and closes it: `fetch` does not say whether it is connecting or waiting, and the two have their own limits. */
async function connect(place: Place, signal: AbortSignal): Promise<void> {
  const url = new URL(place.url);
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const ms = place.timeouts.connect * 1000;
  const timer = setTimeout(
    () =>
      reject(
        new CallFailure(
          "unreachable",
          false,
          `${place.name} did not accept a connection within ${place.timeouts.connect} s`,
        ),
      ),
    ms,
  );
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  const opening = Bun.connect({ hostname, port, socket: { open: () => resolve(), data() {}, connectError: () => {} } });
  opening.catch((error) =>
    reject(new CallFailure("unreachable", false, whyUnreachable(place, error), { cause: error })),
  );
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    opening.then((socket) => socket.end()).catch(() => {});
  }
}

const NOT_SENT = new Set([
  "ConnectionRefused",
  "FailedToOpenSocket",
  "ECONNREFUSED",
  "ENOTFOUND",
  "DNSException",
  "EAI_AGAIN",
]);

function failureOf(place: Place, error: unknown): CallFailure {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (NOT_SENT.has(code)) return new CallFailure("unreachable", false, whyUnreachable(place, error), { cause: error });
  return new CallFailure("closed", true, `${place.name} closed the connection before it answered`, { cause: error });
}

function whyUnreachable(place: Place, error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "no connection";
  return `${place.name} does not answer at ${new URL(place.url).origin} (${code})`;
}
