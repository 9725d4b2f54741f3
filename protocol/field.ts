/** Kinds of fields that several parts of the configuration have, with the rules they are refused by. */
import * as z from 'zod';

export const wholeAbove0 = (max = 1_000_000_000) => {
  const rule = 'must be a whole number above 0';
  return z.number(rule).int(rule).min(1, rule).max(max, `must be at most ${max}`);
};
export const text = (max = 500) =>
  z.string('must be a text').min(1, 'must not be empty').max(max, `must have at most ${max} characters`);
export const yesOrNo = () => z.boolean('must be true or false');
export const percent = (most: number) => {
  const rule = `must be a number above 0 and at most ${most}`;
  return z.number(rule).gt(0, rule).max(most, rule);
};
export const numberFrom = (least: number, most: number) => {
  const rule = `must be a number from ${least} to ${most}`;
  return z.number(rule).min(least, rule).max(most, rule);
};

/** What tracks and profiles are called. */
export const namePattern = /^[a-z0-9-]+$/;
export const nameKey = z
  .string('must be a name')
  .regex(namePattern, 'must be a name of small letters, digits and hyphens');
