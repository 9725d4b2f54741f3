/** Money in a header: exact, in US dollars, without trailing zeros. */
import type { NanoUsd } from '../../protocol/money.ts';

/** `1_234_500` becomes `0.0012345`. */
export function exactUsd(amount: NanoUsd): string {
  const sign = amount < 0 ? '-' : '';
  const digits = String(Math.abs(amount)).padStart(10, '0');
  const decimals = digits.slice(-9).replace(/0+$/, '');
  return sign + digits.slice(0, -9) + (decimals === '' ? '' : `.${decimals}`);
}
