/** The circuit breakers: a line and a strip each, with buttons for what its state allows. */
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, svg, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { BreakerRow } from './breaker-rows.ts';
import type { Hands } from './hands.ts';
import type { Language } from './language.ts';

export function breakersSection(rows: readonly BreakerRow[], { say }: Language, hands: Hands): TemplateResult {
  return html`
    <section class="breakers" aria-labelledby="breakers-title">
      <h2 id="breakers-title">${say('breakers.heading')}</h2>
      ${
        rows.length === 0
          ? html`<p class="quiet">${say('breakers.none')}</p>`
          : html`<ul>${repeat(
              rows,
              (row) => row.target,
              (row) => breaker(row, say('breakers.strip'), hands),
            )}</ul>`
      }
    </section>
  `;
}

function breaker(row: BreakerRow, stripText: string, { send }: Hands): TemplateResult {
  return html`
    <li class=${row.state}>
      <p class="breaker-line">
        <span class="ellipsis" title=${row.target}>${row.name.model}<span class="quiet">${row.name.track}</span></span>
        <span class="mark state">${row.stateText}</span>
      </p>
      <svg class="strip" role="img" aria-label="${stripText}: ${row.marksInWords}">
        <rect class="line" width="100%" y="4" height="2"></rect>
        ${row.marks.map(({ percent, title }) => svg`<rect class="trip" x="${percent}%" width="3" height="10"><title>${title}</title></rect>`)}
      </svg>
      <div class="breaker-foot">
        <p class="quiet note">${row.note}</p>
        <div class="breaker-actions">
        ${repeat(
          row.actions,
          ({ action }) => action,
          ({ action, text, label }) => html`
            <vscode-button secondary aria-label=${label} title=${label} @click=${() => send({ type: 'breaker', action, target: row.target })}
              >${text}</vscode-button
            >
          `,
        )}
        </div>
      </div>
    </li>
  `;
}
