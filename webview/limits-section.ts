/** The tracks' limits: a bar for what is left of requests and of tokens a minute. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Language } from './language.ts';
import type { LimitRow } from './limit-rows.ts';

/** Nothing before a track was used. */
export function limitsSection(rows: readonly LimitRow[], { say }: Language): TemplateResult | typeof nothing {
  if (rows.length === 0) return nothing;
  return html`
    <section class="limits" aria-labelledby="limits-title">
      <h2 id="limits-title">${say('limits.heading')}</h2>
      <ul>
        ${repeat(rows, (row) => row.track, limit)}
      </ul>
    </section>
  `;
}

function limit({ track, levels, note }: LimitRow): TemplateResult {
  return html`
    <li>
      <p class="limit-line"><span class="ellipsis" title=${track}>${track}</span><span class="quiet note">${note}</span></p>
      ${levels.map(
        ({ text, leftPercent, isLow }) => html`
          <p class="quiet note">${text}</p>
          <svg class="bar ${isLow ? 'low' : ''}" aria-hidden="true">
            <rect class="used" width="${leftPercent}%" height="100%"></rect>
          </svg>
        `,
      )}
    </li>
  `;
}
