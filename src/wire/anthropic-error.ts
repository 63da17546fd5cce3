/** Errors of Anthropic's dialect, whole and in a stream (the vendor's "Errors"). */
import type { WireError } from "./codec.ts";
import { OVERFLOW } from "./overflow.ts";
import { writeSse } from "./sse.ts";

const TYPES: Readonly<Record<number, string>> = {
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  451: "permission_error",
  503: "overloaded_error",
  504: "timeout_error",
  529: "overloaded_error",
};

const WORDS: ReadonlySet<string> = new Set([...Object.values(TYPES), "invalid_request_error", "api_error"]);

export function errorType(status: number): string {
  return TYPES[status] ?? (status >= 500 ? "api_error" : "invalid_request_error");
}

/** The dialect has no field for what is wrong, so the message names it: of an overflow in the vendor's own words. */
export function writeError({ status, code, message, param, receipt }: WireError): string {
  const where = code === OVERFLOW ? "prompt is too long" : param;
  return errorBody(errorType(status), where === undefined ? message : `${where}: ${message}`, receipt);
}

/** An error is what ends a broken stream in this dialect: nothing follows it. */
export function errorFrame(type: string, message: string, receipt?: string): string {
  return writeSse(errorBody(WORDS.has(type) ? type : "api_error", message, receipt), "error");
}

function errorBody(type: string, message: string, receipt: string | undefined): string {
  return JSON.stringify({ type: "error", error: { type, message }, request_id: receipt ?? null });
}
