/**
 * `/v1/…` that is no dialect of ours: passed on to the provider of the model it names, or of the header
 * `x-gateway-provider`. What can be seen in it is judged; what is a file is known to be one.
 */
import type { Hono } from "hono";
import type { Outgoing } from "../provider/call.ts";
import { NO_MODEL } from "../route/resolve.ts";
import { codecFor } from "../wire/codecs.ts";
import { FILES } from "../wire/pass-through.ts";
import { splice } from "../wire/splice.ts";
import { answer, type Door, type Refused, tellJson, type Told } from "./ask.ts";
import { formIn } from "./form.ts";

const METHODS = ["GET", "POST", "DELETE"] as const satisfies readonly Outgoing["method"][];

export function passThroughRoutes(app: Hono, door: Door): void {
  const codec = codecFor("pass-through");
  app.on([...METHODS], "/v1/:path{.+}", (c, next) =>
    c.req.method === "POST" || c.req.header("x-gateway-provider") !== undefined ? answer(c, codec, door, tell) : next(),
  );
}

/** Under a name that no body has: what is judged with it, and does not travel in it. */
const PATH = "path of the request";

async function tell(request: Request, raw: Uint8Array): Promise<Told | Refused> {
  const { pathname, search } = new URL(request.url);
  const method = METHODS.find((one) => one === request.method) ?? "POST";
  const provider = request.headers.get("x-gateway-provider");
  const service = provider === null ? {} : { model: `${provider}/${NO_MODEL}` };
  if (raw.length === 0) {
    if (provider === null) return nameless(pathname);
    const body = JSON.stringify({ ...service, [PATH]: decoded(pathname), query: decoded(search) });
    return { body, method, path: pathname + search, rename: () => raw };
  }
  const form = await formIn(request.headers.get("content-type") ?? "", raw);
  if (form !== undefined) {
    const model = form.model ?? service.model;
    if (model === undefined) return nameless(pathname);
    const files = form.files.length === 0 ? {} : { [FILES]: form.files };
    const told = { model, stream: form.streams, form: form.fields, [PATH]: decoded(pathname), ...files };
    return { body: JSON.stringify(told), method, path: pathname, rename: form.rename };
  }
  const told = tellJson(request, raw, { ...codecFor("pass-through"), path: pathname });
  if ("refused" in told) return told;
  const named = NAMES_MODEL.test(told.body);
  if (!named && provider === null) return nameless(pathname);
  const more = JSON.stringify({ ...(named ? {} : service), [PATH]: decoded(pathname) }).slice(1, -1);
  const body = told.body.replace(
    /^\s*\{(?=(\s*\})?)/,
    (brace, empty) => brace + more + (empty === undefined ? "," : ""),
  );
  // where there is no model in it, there is none to put another in the place of
  const rename = (model: string) =>
    named ? ENCODER.encode(splice(told.body, [{ path: ["model"], value: JSON.stringify(model) }])) : raw;
  return { ...told, method, body, rename };
}

const ENCODER = new TextEncoder();

const NAMES_MODEL = /"model"\s*:/;

function nameless(path: string): Refused {
  const message = `This gateway has no ${path.slice(0, 200)} of its own; to pass it on, name its model, or the provider in the header x-gateway-provider`;
  return { refused: { status: 404, code: "not-found", message } };
}

/** As it will be read at the other end: what is hidden by an encoding is looked at too. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
