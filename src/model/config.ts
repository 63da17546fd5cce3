import * as v from "valibot";
import { LEVELS, REACHES } from "./level.ts";
import { PolicySchema } from "./policy.ts";
import { SPOKEN } from "./request.ts";

/** Of a provider or a client. */
const Name = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/i, "a name is up to 64 letters, digits, dots, dashes and underscores"),
);
const Seconds = v.pipe(v.number(), v.minValue(0.001), v.maxValue(86_400));
const KeyReference = v.pipe(
  v.string(),
  v.regex(
    /^(client|(env|keychain):[\w.-]{1,128})$/,
    "a key is named, never written here: env:NAME, keychain:NAME, or client for the client's own",
  ),
);
const HttpUrl = v.pipe(
  v.string(),
  v.url("expected a URL such as http://127.0.0.1:8080/v1"),
  v.regex(/^https?:\/\//, "expected an http:// or https:// URL"),
  v.check(
    (url) => !URL.canParse(url) || new URL(url).username === "",
    "a URL here carries no user name or password; use key:",
  ),
);

export function isClientName(text: string): boolean {
  return v.is(Name, text);
}

export const MODES = ["open", "local", "offline"] as const;
export type Mode = (typeof MODES)[number];

export const ServerSchema = v.strictObject({
  host: v.optional(v.pipe(v.string(), v.nonEmpty()), "127.0.0.1"),
  port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)), 8787),
  /** Largest request body, MiB. */
  body_limit: v.optional(v.pipe(v.number(), v.minValue(0.001), v.maxValue(512)), 32),
  /** How long running answers may take to finish when the server stops, seconds. */
  stop_grace: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(3600)), 10),
});

export const TrustSchema = v.strictObject({
  /** The level of content with no other evidence. */
  default: v.optional(v.picklist(LEVELS), "internal"),
  /** What to do with a secret whose first choice of model is external. */
  on_secret: v.optional(v.picklist(["block", "local"]), "block"),
});

export const ProviderSchema = v.strictObject({
  kind: v.string(),
  url: v.optional(HttpUrl),
  key: v.optional(KeyReference),
  reach: v.optional(v.picklist(REACHES)),
  enabled: v.optional(v.boolean(), true),
  /** What it speaks, where its kind does not say it: the first that says chats is what others are translated to. */
  dialects: v.optional(v.pipe(v.array(v.picklist(SPOKEN)), v.nonEmpty())),
  /** Models to offer without asking the provider for its list. */
  models: v.optional(v.array(v.pipe(v.string(), v.nonEmpty()))),
  connect_timeout: v.optional(Seconds, 5),
  first_byte_timeout: v.optional(Seconds, 300),
  idle_timeout: v.optional(Seconds, 120),
});

export const ClientSchema = v.strictObject({
  /** The lowest level anything from this client is taken to have. */
  floor: v.optional(v.picklist(LEVELS), "public"),
  /** By which it is known: the hash of a token that `gateway token create` made. */
  token: v.optional(
    v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/, "a token's hash, as gateway token create prints it")),
  ),
});

export const LedgerSchema = v.strictObject({
  /** What happens to a request for a model on `device` or `network` when nothing can be recorded. */
  on_failure: v.optional(v.picklist(["refuse", "serve"]), "refuse"),
});

export const RoutingSchema = v.strictObject({
  /** `provider/model` on `device` or `network` that is asked what a request is about where rules leave it open. */
  classifier: v.optional(v.pipe(v.string(), v.regex(/^[^/]+\/./, "a model is named provider/model"))),
  /** How long it may take, seconds. */
  classifier_timeout: v.optional(v.pipe(Seconds, v.maxValue(60)), 3),
});

/** The configuration file. Unknown keys are refused. */
export const ConfigSchema = v.strictObject({
  version: v.literal(1, "expected version: 1"),
  server: v.optional(ServerSchema, {}),
  mode: v.optional(v.picklist(MODES), "open"),
  trust: v.optional(TrustSchema, {}),
  providers: v.optional(v.record(Name, ProviderSchema), {}),
  /** A name to ask for, and the model or models that answer to it, in order. */
  aliases: v.optional(v.record(v.string(), v.union([v.string(), v.pipe(v.array(v.string()), v.minLength(1))])), {}),
  policy: v.optional(PolicySchema, []),
  routing: v.optional(RoutingSchema, {}),
  clients: v.optional(v.record(Name, ClientSchema), {}),
  ledger: v.optional(LedgerSchema, {}),
});

export type ConfigInput = v.InferInput<typeof ConfigSchema>;
export type Config = v.InferOutput<typeof ConfigSchema>;
export type ProviderConfig = v.InferOutput<typeof ProviderSchema>;
