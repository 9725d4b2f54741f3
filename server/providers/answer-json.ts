/** The JSON of an answer or of one of its events, as every dialect reads it. */
import { deepestNesting, isTooDeep } from '../nesting.ts';
import { parsedJson } from '../parsed-json.ts';
import { RequestError } from '../request-error.ts';

/** A level takes two characters at least: what is shorter is not looked at. Most events are. */
const fewestCharacters = 2 * deepestNesting;

/**
 * `undefined` where the text is no JSON. Throws where it is nested deeper than can be passed on: written out again, it
 * would exhaust the stack after the answer has been booked.
 */
export function answerJson(text: string, target: string): unknown {
  const value = parsedJson(text);
  if (text.length < fewestCharacters || !isTooDeep(value)) return value;
  const message = `${target}: answered with JSON that is nested more than ${deepestNesting} deep.`;
  throw new RequestError('network', message, { target });
}

/** As many choices as any API gives at once; a higher number is a slip, or meant to fill the memory. */
const mostChoices = 128;

/** Asked before the schema, which would take its time over all of them. */
export function areTooManyChoices(list: unknown): boolean {
  return Array.isArray(list) && list.length > mostChoices;
}

export function isChoiceIndex(index: number | null | undefined): boolean {
  return index === null || index === undefined || index < mostChoices;
}
