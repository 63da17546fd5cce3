/** Values that stand for a value: what people write into examples, templates and code in place of a secret. */

const WORDS =
  /example|placeholder|changeme|change[_-]me|replace|redacted|xxxx|\*{3}|\.{3}|your[_-]|<your|dummy|insert|not[_-]?a?[_-]?real|sanitized|obfuscated|goes[_-]?here|-here$|_here$|foobar|lorem|fixme/i;

/** References to a value elsewhere: shells, templates, languages, CI systems. */
const REFERENCE =
  /^(?:\$|%[A-Za-z({]|\{\{|<|\[|@|#\{|!(?:Ref|Sub|GetAtt)|&[A-Za-z]|env[.:(]|process\.env|import\.meta|os\.|secrets?[.[(]|vars?\.|config[.[(]|var\.|local\.|data\.|op:\/\/|vault:|keychain:|arn:|ref\+|ssm:|file:|https?:\/\/|\/|\.{1,2}\/|~\/)/i;

/** Too few different characters to be generated: `xxxxxxxx`, `--------`, `000000001`, `abababab`. */
export function isMonotone(value: string): boolean {
  const most = Math.min(4, Math.floor(value.length / 3));
  let seen = "";
  for (let i = 0; i < value.length; i++) {
    if (seen.includes(value[i]!)) continue;
    seen += value[i];
    if (seen.length > most) return false;
  }
  return true;
}

/** An example rather than a value, by the words in it. For tokens that a prefix has already told from ordinary text. */
export function isExample(value: string): boolean {
  return isMonotone(value) || WORDS.test(value);
}

const CALL = /[A-Za-z_$\])]\(|\)$|=>|\$\{|\$\(|\{\{|%[sd]|%\(|#\{|<%|\+\s|`/;

/** An example, a reference or an expression rather than a value. For values that only a name makes suspicious. */
export function isPlaceholder(value: string): boolean {
  return isExample(value) || REFERENCE.test(value) || CALL.test(value);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DIGEST = /^(?:md5|sha1|sha224|sha256|sha384|sha512|h1|blake2b|blake3|xxh\d{0,3}|crc32c?)[-:]/i;

export function isUuid(value: string): boolean {
  return UUID.test(value);
}

/** A digest that names its own algorithm: lock files, integrity attributes, image digests. */
export function isDigest(value: string): boolean {
  return DIGEST.test(value);
}
