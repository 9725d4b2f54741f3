/** What Gemini's dialect cannot say: refused where leaving it out would change the answer, else listed for the caller. */
import type { RequestError } from '../../request-error.ts';
import { beyondDialect } from '../json.ts';

/** Collects what was left out of a request, each a sentence without a full stop that begins with the field. */
export class LeftOut {
  readonly #sentences = new Set<string>();

  get sentences(): readonly string[] {
    return [...this.#sentences];
  }

  note(field: string, why: string): void {
    this.#sentences.add(`${field}: ${why}`);
  }
}

export const noSuchField = 'left out, because Gemini has no such field';

/** For what cannot be asked here. `rule` completes the sentence "FIELD …". */
export function cannotBeAsked(field: string, rule: string): RequestError {
  return beyondDialect(`${field} ${rule}`);
}
