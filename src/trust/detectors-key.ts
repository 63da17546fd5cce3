/** Private keys, signed tokens and password hashes: formats of standards rather than of vendors. */
import { isWordUnit, type Detector } from "./detector.ts";
import { token } from "./token.ts";

/** A key's text is searched this far for its end, UTF-16 units: an RSA key of 16 384 bits takes 13 000. */
const LONGEST_KEY = 20_000;

/** A key has a stretch of base64 at least this long; words of prose or code behind a quoted header have not. */
const SHORTEST_STRETCH = 24;

export const KEYS: readonly Detector[] = [
  // The header alone is the sign; a key that is cut off before its end is as good as lost too.
  {
    ...token(
      "private-key",
      ["-----begin "],
      /-----BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/y,
      "RFC 7468, RFC 1421, RFC 4880 section 6.2, OpenSSH PROTOCOL.key",
    ),
    edge: "none",
    check: () => true,
    extend: keyEnd,
  },
  token(
    "ssh2-private-key",
    ["---- begin ssh0"],
    /---- BEGIN SSH2 (?:ENCRYPTED )?PRIVATE KEY ----/y,
    "draft-ietf-secsh-publickeyfile",
    { edge: "none", check: () => true, extend: keyEnd },
  ),
  token(
    "putty-private-key",
    ["private-lines: "],
    /Private-Lines: \d{1,4}(?:\\r|\\n|\s){1,4}[A-Za-z0-9+/=]{40,64}/y,
    "https://the.earth.li/~sgtatham/putty/0.81/htmldoc/AppendixC.html",
  ),
  token(
    "private-key-base64",
    ["ls0tls0crudjti"],
    /LS0tLS1CRUdJTi[A-Za-z0-9+/]{40,16384}={0,2}/y,
    "RFC 7468 inside RFC 4648",
    { check: (value) => decode(value.slice(0, 64)).includes("PRIVATE KEY") },
  ),
  token(
    "age-secret-key",
    ["age-secret-key-0"],
    /AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}/y,
    "https://age-encryption.org/v1",
  ),
  token("json-web-key", ['"d"'], /"d"\s{0,4}:\s{0,4}"([A-Za-z0-9_-]{43,700})(?=")/y, "RFC 7517 section 9.3", {
    edge: "none",
    near: { words: /"kty"/, before: 1024, after: 1024 },
  }),
  // A JWT grants what its claims say to whoever holds it; its signature makes it no less a bearer token.
  token("jwt", ["eyj"], /eyJ[A-Za-z0-9_-]{8,1024}\.[A-Za-z0-9_-]{4,8192}\.[A-Za-z0-9_-]{16,1024}/y, "RFC 7519", {
    edge: "token",
    check: isJwt,
  }),
  token("jwt-base64", ["zxlk"], /ZXlK[A-Za-z0-9+/_-]{60,8192}={0,2}/y, "RFC 7519 inside RFC 4648", {
    edge: "token",
    check: (value) => /^eyJ[\w-]+\.[\w-]/.test(decode(value.slice(0, 4000))),
  }),
  // A hash is not the password, but it can be tried offline: it may not go to a third party, it need not stop a team.
  {
    id: "password-hash",
    kind: "secret.password-hash",
    level: "confidential",
    literals: ["$0$", "$0a$", "$0b$", "$0y$", "$argon0", "$scrypt$"],
    pattern:
      /\$(?:2[aby]\$\d{2}\$[./A-Za-z0-9]{53}|1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}|[568]\$(?:rounds=\d{3,9}\$)?[./A-Za-z0-9]{1,24}\$[./A-Za-z0-9]{43,86}|argon2(?:id|i|d)\$v=\d{2}\$[a-z0-9=,]{5,40}\$[A-Za-z0-9+/]{11,64}\$[A-Za-z0-9+/]{16,128}|scrypt\$[a-z0-9=,]{5,40}\$[A-Za-z0-9+/]{11,64}\$[A-Za-z0-9+/]{16,128})(?![./A-Za-z0-9])/y,
    edge: "none",
    source: "crypt(5), https://github.com/P-H-C/phc-string-format",
  },
];

/** The end of a key's text: through `-----END …-----` if it stands there, else as far as the base64 goes. */
function keyEnd(text: string, from: number): number | undefined {
  const limit = Math.min(text.length, from + LONGEST_KEY);
  let stretch = 0;
  let longest = 0;
  let at = from;
  for (; at < limit; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 45 && text.startsWith("----", at)) break;
    if (isWordUnit(unit) || unit === 43 || unit === 47) longest = Math.max(longest, ++stretch);
    else if (isKeyUnit(unit)) stretch = 0;
    else break;
  }
  if (longest < SHORTEST_STRETCH) return undefined;
  END.lastIndex = at;
  return at + (END.exec(text)?.[0].length ?? 0);
}

const END = /-{4,5} ?END [A-Z0-9 ]{8,48}-{4,5}/y;

/** What stands between the letters of a key: base64's own, line ends real or escaped, quotes and commas of code, headers. */
function isKeyUnit(unit: number): boolean {
  return (
    unit === 32 ||
    unit === 9 ||
    unit === 10 ||
    unit === 13 ||
    " +/=\\\"',:;.-()@<>_|".includes(String.fromCharCode(unit))
  );
}

/** RFC 7515 section 4: the header is a JSON object that names its algorithm. */
function isJwt(value: string): boolean {
  return /"(?:alg|typ|enc|kid|zip)"/.test(decode(value.slice(0, value.indexOf("."))));
}

/** Base64 in either alphabet, as Latin-1; empty where it is none. Cut to whole groups. */
export function decode(base64: string): string {
  const plain = base64.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "");
  try {
    return atob(plain.length % 4 === 1 ? plain.slice(0, -1) : plain);
  } catch {
    return "";
  }
}
