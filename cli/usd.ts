/** Dollars as people and vendors write them, in whole nano-dollars; no floating point in between. */
import { type DecimalSign, readNumber } from './decimal-sign.ts';

/**
 * A number with a sign and a dollar sign in front (`$1,234.50`), or with an exponent as spreadsheets write small amounts
 * (`1.2E-05`). More than nine decimals are rounded half up. `null`: it is no amount, or one beyond nine million dollars.
 */
export function nanoUsdOf(text: string, decimal: DecimalSign = 'point'): number | null {
  const match = /^(-?) ?\$? ?([\d.,]+)(?:[eE]([+-]?\d{1,2}))?$/.exec(text.trim());
  const number = match === null ? null : readNumber(match[2] ?? '', decimal);
  if (match === null || number === null) return null;
  const digits = BigInt(number.whole + number.fraction);
  const shift = Number(match[3] ?? 0) - number.fraction.length + 9;
  const nano = shift >= 0 ? digits * 10n ** BigInt(shift) : roundedHalfUp(digits, 10n ** BigInt(-shift));
  return nano > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(match[1] === '-' ? -nano : nano);
}

function roundedHalfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}
