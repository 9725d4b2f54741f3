/** A choice of one among a few, as the browser's own list in VS Code's colours: it works by keyboard and is read aloud everywhere. */
import { html, type TemplateResult } from 'lit';
import { oneOf } from './choices.ts';

export interface SelectParts<Value extends string> {
  /** Read aloud; what is chosen says enough to the eye. */
  readonly label: string;
  readonly values: readonly Value[];
  readonly chosen: Value;
  readonly textOf: (value: Value) => string;
  readonly choose: (value: Value) => void;
}

export function select<Value extends string>(parts: SelectParts<Value>): TemplateResult {
  const { label, values, chosen, textOf, choose } = parts;
  const changed = ({ target }: Event) => {
    const value = target instanceof HTMLSelectElement ? oneOf(values, target.value) : undefined;
    if (value !== undefined) choose(value);
  };
  return html`
    <select aria-label=${label} title=${label} @change=${changed}>
      ${values.map((value) => html`<option value=${value} .selected=${value === chosen}>${textOf(value)}</option>`)}
    </select>
  `;
}
