/** Check digits and checksums. All take text as found; callers have stripped separators where a format allows them. */

/** Luhn, ISO/IEC 7812-1 annex B. Digits only. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    if (i % 2 === 1 && (digit *= 2) > 9) digit -= 9;
    sum += digit;
  }
  return digits.length > 1 && sum % 10 === 0;
}

/** The remainder of a long decimal, letters read as 10 to 35 (ISO 7064, ISO 13616). Digits and capitals only. */
export function remainder(value: string, modulus: number): number {
  let rest = 0;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    rest = (unit < 58 ? rest * 10 + unit - 48 : rest * 100 + unit - 55) % modulus;
  }
  return rest;
}

/** ISO 7064 MOD 97-10 as ISO 13616 uses it: the first four characters move to the end. No separators. */
export function iban97(iban: string): boolean {
  return remainder(iban.slice(4) + iban.slice(0, 4), 97) === 1;
}

/** A sum of digits times weights; `weights` may be shorter than the digits. */
export function weighted(digits: string, weights: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += (digits.charCodeAt(i) - 48) * weights[i]!;
  return sum;
}

/** ISO 7064 MOD 11,10 with the check digit last. Digits only. */
export function mod11x10(digits: string): boolean {
  let product = 10;
  for (let i = 0; i < digits.length - 1; i++) {
    const sum = (digits.charCodeAt(i) - 48 + product) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return (11 - product) % 10 === digits.charCodeAt(digits.length - 1) - 48;
}

/** Verhoeff 1969: multiplication in the dihedral group D5, its rows as strings. */
const PRODUCT = [
  "0123456789",
  "1234067895",
  "2340178956",
  "3401289567",
  "4012395678",
  "5987604321",
  "6598710432",
  "7659821043",
  "8765932104",
  "9876543210",
];
const PERMUTED = [
  "0123456789",
  "1576283094",
  "5803796142",
  "8916043527",
  "9453126870",
  "4286573901",
  "2793806415",
  "7046913258",
];

export function verhoeff(digits: string): boolean {
  let state = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    state = PRODUCT[state]!.charCodeAt(PERMUTED[i % 8]!.charCodeAt(digit) - 48) - 48;
  }
  return digits.length > 1 && state === 0;
}

/** CRC-32 of ISO 3309, of ASCII text, as an unsigned number. */
export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i) & 0xff;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A number in base 62, digits before capitals before small letters, filled with zeros to `width`. */
export function base62(value: number, width: number): string {
  let text = "";
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = BASE62[rest % 62]! + text;
  return text.padStart(width, "0");
}

/** Does a token end with the CRC-32 of what stands between its prefix and there, in six digits of base 62? */
export function crcClosed(token: string, prefix: number): boolean {
  return base62(crc32(token.slice(prefix, -6)), 6) === token.slice(-6);
}
