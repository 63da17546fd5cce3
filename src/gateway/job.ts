/** What a run works on: a request as a door took it in, and the same read. */
import type { GatewayRequest } from "../model/request.ts";
import type { Credential, Outgoing } from "../provider/call.ts";
import type { Codec } from "../wire/codec.ts";

/** A request as a door took it in: its bytes, and the same decoded. */
export type Taken = {
  readonly codec: Codec;
  readonly raw: Uint8Array;
  readonly body: string;
  readonly method: Outgoing["method"];
  /** Where a provider of the same dialect is asked, query included. */
  readonly path: string;
  /** Those of the client that are part of the dialect. */
  readonly headers: Readonly<Record<string, string>>;
  /** The client's own key, unless it is one of the gateway's. */
  readonly credential?: () => Credential;
  /** The bytes with another model in them, where they are no JSON. */
  readonly rename?: (model: string) => Uint8Array;
  /** It is the gateway's own, and goes to no third party whatever the mode. */
  readonly near?: true;
  /** Fires when the client leaves. */
  readonly signal: AbortSignal;
};

/** The same, read. */
export type Job = Omit<Taken, "body"> & { readonly request: GatewayRequest };
