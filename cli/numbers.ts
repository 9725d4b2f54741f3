/** Numbers on the command line. */
import { InvalidArgumentError } from 'commander';

/** Above `above`, which itself counts only where a bound `most` makes it a range. */
export function numberOption(least: number, most?: number): (text: string) => number {
  const rule = most === undefined ? `must be a number above ${least}` : `must be a number from ${least} to ${most}`;
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    const fits = most === undefined ? value > least && Number.isFinite(value) : value >= least && value <= most;
    if (fits) return value;
    throw new InvalidArgumentError(`It ${rule}, got ${text}.`);
  };
}

export function wholeNumberOption(least: number, most: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`It must be a whole number ${range}, got ${text}.`);
  };
}
