/**
 * Who may talk to the server. On loopback: programs of this machine, and no web page; a page that resolves its own name to
 * 127.0.0.1 (DNS rebinding) shows itself by its Host, any other page by its Origin. On any other address: whoever shows a
 * token, which no page has; the server cannot know by what names others reach it.
 */
import { isLoopback } from "../provider/catalogue.ts";
import type { WireError } from "../wire/codec.ts";
import type { Identify } from "./client.ts";

/** Says why a request is refused; undefined when it is not. */
export type Guard = (request: Pick<Request, "headers" | "url">) => WireError | undefined;

/** A supervisor has no token, and learns nothing here but that the process lives. */
const OPEN_PATH = "/health/live";

/** `host` is the address listened on. */
export function openGuard(host: string, identify: Identify): Guard {
  return isLoopback(host) ? guardPlace() : guardToken(identify);
}

function guardPlace(): Guard {
  const known = new Set<string>();
  const isOwn = (name: string) => {
    if (known.has(name)) return true;
    const bare = hostnameOf(name);
    if (bare === undefined || !isLoopback(bare)) return false;
    if (known.size < 64) known.add(name);
    return true;
  };
  return ({ headers }) => {
    const asked = headers.get("host");
    if (asked !== null && !isOwn(asked)) return foreign("its Host is not an address of this gateway");
    const origin = headers.get("origin");
    if (origin !== null && !isOwn(origin.replace(/^https?:\/\//, "")))
      return foreign("it comes from a web page of another origin");
    return undefined;
  };
}

function guardToken(identify: Identify): Guard {
  return ({ headers, url }) => {
    if (new URL(url).pathname === OPEN_PATH) return undefined;
    const origin = headers.get("origin");
    if (origin !== null && origin.replace(/^https?:\/\//, "") !== headers.get("host"))
      return foreign("it comes from a web page of another origin");
    if (identify(headers).proven) return undefined;
    const message =
      "This gateway asks for one of its own tokens as the API key, and the request has none that it knows; make one where it runs: gateway token create NAME";
    return { status: 401, code: "token-required", message };
  };
}

function foreign(because: string): WireError {
  return { status: 403, code: "host-refused", message: `This request is refused: ${because}` };
}

function hostnameOf(hostAndPort: string): string | undefined {
  const url = `http://${hostAndPort}/`;
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  return parsed.pathname === "/" && parsed.username === "" ? parsed.hostname : undefined;
}
