/** Dollars as people and vendors write them, in whole nano-dollars; no floating point in between. */

/**
 * Digits with one point, a sign, a dollar sign in front and commas between thousands (`$1,234.50`), or with an exponent
 * as spreadsheets write small amounts (`1.2E-05`). More than nine decimals are rounded half up. `null`: it is no amount,
 * or one beyond nine million dollars.
 */
export function nanoUsdOf(text: string): number | null {
  const match = /^(-?) ?\$? ?(\d{1,3}(?:,\d{3})+|\d{1,15})?(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,2}))?$/.exec(text.trim());
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return null;
  const digits = BigInt(whole.replaceAll(',', '') + fraction);
  const shift = Number(exponent) - fraction.length + 9;
  const nano = shift >= 0 ? digits * 10n ** BigInt(shift) : roundedHalfUp(digits, 10n ** BigInt(-shift));
  return nano > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(sign === '-' ? -nano : nano);
}

function roundedHalfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}
