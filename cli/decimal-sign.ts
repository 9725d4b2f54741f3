/** Numbers as people write them: with a point or a comma before the decimals, and the other one between thousands. */

export const decimalSigns = ['point', 'comma'] as const;
export type DecimalSign = (typeof decimalSigns)[number];

export interface WrittenNumber {
  /** Digits alone. */
  readonly whole: string;
  readonly fraction: string;
}

/**
 * Groups of thousands are whole and do not begin with 0, so that `0,012` is never taken for twelve. `null`: it is no
 * number without a sign, or it has more digits than any amount.
 */
export function readNumber(text: string, decimal: DecimalSign): WrittenNumber | null {
  const match = patterns[decimal].exec(text);
  if (match === null) return null;
  const [, grouped = '', fraction = ''] = match;
  const whole = grouped.replace(/[.,]/g, '');
  if (whole.length > mostDigits || fraction.length > mostDecimals) return null;
  return whole === '' && fraction === '' ? null : { whole, fraction };
}

const mostDigits = 15;
const mostDecimals = 40;

const patterns: Readonly<Record<DecimalSign, RegExp>> = {
  point: /^([1-9]\d{0,2}(?:,\d{3})+|\d*)(?:\.(\d+))?$/,
  comma: /^([1-9]\d{0,2}(?:\.\d{3})+|\d*)(?:,(\d+))?$/,
};
