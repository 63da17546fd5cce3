/** What a name says about the value beside it. */

/** `password`: chosen by a person, so it may be short. `secret`: a generated value. `key`: only if it looks generated. */
export type NameKind = "password" | "secret" | "key";

/** Longest name that is looked at, UTF-16 units. */
export const LONGEST_NAME = 64;

const PASSWORD =
  /pass(?:word|wd|phrase|wort|code)?s?\d{0,3}$|pwd\d{0,3}$|mot_?de_?passe$|contrase(?:n|ñ)a$|kennwort$|senha$/i;
const SECRET =
  /secrets?\d{0,3}$|tokens?\d{0,3}$|api_?keys?\d{0,3}$|secret_?keys?$|access_?keys?$|private_?keys?$|encryption_?keys?$|signing_?keys?$|auth_?keys?$|account_?keys?$|master_?keys?$|shared_?keys?$|license_?keys?$|credentials?$|(?:^|_)auth$|_pat$|^pat$|bearer$|secret_?key_?base$|passphrase$|jwt$|psk$/i;
/** `pubkey`, `hotkey`, `monkey`: one word, another meaning. */
const HARMLESS_WORD = /(?:pub|hot|mon|tur|don|joc|whis|cache|sort|index)key\d{0,3}$/i;
const KEY = /(?:[a-z0-9]_?)key\d{0,3}$/i;

/** Suffixes that say where or which, and leave the meaning of the word before them. */
const SUFFIX =
  /_(?:prod(?:uction)?|dev(?:elopment)?|test(?:ing)?|stag(?:e|ing)|live|local|main|primary|secondary|old|new|default|base|value|val|string|str|b64|base64|raw|plain|text|env|\d{1,3}|[a-z])$/i;

/** Names that hold one of the words and mean something else: indexes, public halves, counts, kinds, places. */
const HARMLESS =
  /(?:^|_)(?:public|pub|publishable|cache|primary|foreign|sort|partition|hash|index|idx|object|map|storage|row|column|item|field|sub|idempotency|dedupe|i18n|translation|locale|message|react|unique|composite|lookup|query|route|state|prop|data|json|xml|css|style|theme|host|ssh_known|known_hosts?|registry|event|session_id|next|prev|page|continuation|pagination|cursor|sync|csrf|xsrf|syntax|lexer|parse|pad|bos|eos|unk|mask|sep|cls|design|erc20|contract|mint|base|quote|nonce|num|max|min|n|total|input|output|prompt|completion|reasoning|cached|stop|start|end|first|last|left|right|current|previous|header|keyboard|shortcut|hot|short|arrow|function|meta|ctrl|shift|command|option|feature|config|setting|flag|metric|tag|label|group|order|filter|search|s3|bucket|file|path|dir|image|img|asset|digest|checksum|fingerprint|thumbprint|integrity)_(?:key|token|tokens|keys)$/i;

/** What a vendor means to be seen: keys for pages and apps. */
const PUBLIC = /(?:^|_)(?:public|publishable|anon|site)_(?:\w{1,12}_)?(?:key|token)$/i;

/** The kind of a name in any case style, or undefined: it promises no secret. */
export function nameKind(name: string): NameKind | undefined {
  const flat = flatten(name);
  for (const candidate of [flat, flat.replace(SUFFIX, "")]) {
    if (HARMLESS.test(candidate) || HARMLESS_WORD.test(candidate) || PUBLIC.test(candidate)) return undefined;
    if (PASSWORD.test(candidate)) return "password";
    if (SECRET.test(candidate)) return "secret";
    if (KEY.test(candidate)) return "key";
  }
  return undefined;
}

/** `apiKeyProd`, `API-KEY.prod` and `api_key_prod` are one name. */
function flatten(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[-. ]/g, "_")
    .toLowerCase();
}
