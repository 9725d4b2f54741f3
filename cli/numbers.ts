/** Numbers on the command line. What was given instead is told by the parser, before our sentence. */
import { InvalidArgumentError } from 'commander';
import type { Translate } from '../protocol/translate.ts';

/** Above `least`, which itself counts only where a bound `most` makes it a range. */
export function numberOption(t: Translate, least: number, most?: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    const fits = most === undefined ? value > least && Number.isFinite(value) : value >= least && value <= most;
    if (fits) return value;
    throw new InvalidArgumentError(
      most === undefined
        ? t('It must be a number above {0}.', least)
        : t('It must be a number from {0} to {1}.', least, most),
    );
  };
}

export function wholeNumberOption(
  t: Translate,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(
      most === Number.MAX_SAFE_INTEGER
        ? t('It must be a whole number of at least {0}.', least)
        : t('It must be a whole number from {0} to {1}.', least, most),
    );
  };
}
