/** Passwords in addresses (RFC 3986 section 3.2.1 says itself that one should not write them) and in commands. */
import type { Detector } from "./detector.ts";
import { token } from "./token.ts";
import { isExample } from "./placeholder.ts";

/** What examples and templates write for a password. */
const STOCK =
  /^(?:pass(?:word|wd|phrase)?|pwd?|secret|user(?:name)?|token|key|api_?key|foo|bar|test|admin|root|guest|postgres|mysql|redis|\d{1,5}|x-oauth-basic|x-token-auth|oauth2?|p|u|pw\d?|pass\d{0,3}|password\d{0,3}|my-?(?:password|secret|pass|user)\w{0,4}|your.{0,20}|some.{0,20}|abc\d{0,3}|xyz|a|b|\.{3})$/i;
const TEMPLATE = /[${}<>[\]()|*`,]|%[sdv({A-Z_]{1,20}%?$|^:|\\/;

export const URLS: readonly Detector[] = [
  token(
    "url-password",
    ["://"],
    /[A-Za-z][A-Za-z0-9+.:-]{1,40}:\/\/[^\s:@/"'<>`?#\\]{0,128}:([^\s/"'<>`?#]{3,256})(?=@[A-Za-z0-9_[-])/y,
    "RFC 3986 section 3.2.1, RFC 7617",
    {
      back: { over: "scheme", most: 41 },
      edge: "none",
      check: isReal,
    },
  ),
  // A name alone before the @ is a token only if it looks like one: ssh://git@host and https://user@host do not.
  token(
    "url-token",
    ["://"],
    /https?:\/\/([A-Za-z0-9_-]{20,255})(?=(?::|:x-oauth-basic)?@[A-Za-z0-9.-]{3,100})/y,
    "RFC 3986 section 3.2.1",
    {
      back: { over: "scheme", most: 6 },
      check: (value) => !isExample(value) && /\d/.test(value) && /[A-Za-z]/.test(value) && new Set(value).size > 9,
    },
  ),
  // What an agent types into a shell, and reads back from its history.
  token("netrc-password", ["login "], /login [^\s]{1,64}\s{1,8}password ([^\s"'$<]{4,128})/y, "netrc(5)", {
    near: { words: /machine|default/, before: 120 },
    check: isReal,
  }),
  token("curl-password", ["-u ", "--user "], /(?:-u|--user) ["']?[^\s:"'$<{]{1,64}:([^\s"'$<{]{4,128})/y, "curl(1)", {
    edge: "none",
    near: { words: /curl/, before: 240 },
    check: isReal,
  }),
  token("sshpass-password", ["sshpass -p"], /sshpass -p ?["']?([^\s"'$<{]{4,64})/y, "sshpass(1)", { check: isReal }),
];

function isReal(value: string): boolean {
  return !STOCK.test(value) && !TEMPLATE.test(value) && !isExample(value);
}
