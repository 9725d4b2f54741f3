/** The budgets: a bar each, what is used solid and what is held lighter behind it. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { BudgetRow } from './budget-rows.ts';
import type { Language } from './language.ts';

/** Nothing where no budget is configured. */
export function budgetsSection(rows: readonly BudgetRow[], { say }: Language): TemplateResult | typeof nothing {
  if (rows.length === 0) return nothing;
  return html`
    <section class="budgets" aria-labelledby="budgets-title">
      <h2 id="budgets-title">${say('budgets.heading')}</h2>
      <ul>
        ${repeat(rows, (row) => row.name, budget)}
      </ul>
    </section>
  `;
}

// The content security policy allows no style attributes, so the bar's lengths are those of an SVG.
function budget(row: BudgetRow): TemplateResult {
  return html`
    <li class=${row.level}>
      <p class="budget-line">
        <span class="ellipsis" title=${row.about}>${row.name}</span><span class="digits">${row.figures}</span>
      </p>
      <svg class="bar" role="img" aria-label=${row.inWords}>
        <rect class="used" width="${row.usedPercent}%" height="100%"></rect>
        <rect class="held" x="${row.usedPercent}%" width="${row.heldPercent}%" height="100%"></rect>
      </svg>
      <p class="quiet note">${row.about}${row.note === '' ? nothing : html`<br />${row.note}`}</p>
    </li>
  `;
}
