/** What both charts consist of besides the plot: a legend, a state instead of it, and the same figures as a table. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Language } from '../language.ts';
import type { ChartStatus } from './status.ts';

export interface LegendEntry {
  /** Of the colours that tell series apart, from 1; 0 is the quiet one. */
  readonly colour: number;
  readonly label: string;
  /** Of the slot under the pointer, else of the whole range. */
  readonly value: string;
}

export interface ChartTable {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

type Entry = LegendEntry & { readonly dash?: readonly number[] };

/** Reads as a list of names and values; the plot itself is a picture for those who see. */
export function legendList(entries: readonly Entry[]): TemplateResult {
  return html`
    <ul class="legend">
      ${entries.map(
        ({ colour, label, value, dash }) => html`
          <li>
            <svg class="swatch series-${colour}" viewBox="0 0 14 10" width="14" height="10" aria-hidden="true">
              ${swatch(dash)}
            </svg>
            <span class="ellipsis" title=${label}>${label}</span><span class="digits">${value}</span>
          </li>
        `,
      )}
    </ul>
  `;
}

/** The canvas is uPlot's; what can be read of it stands in its label. */
export function plotPlace(
  id: string,
  inWords: string,
  status: ChartStatus,
  texts: { readonly nothing: string; readonly loading: string; readonly failed: string },
) {
  const isShown = status.kind === 'shown' || status.kind === 'failed';
  return html`
    ${status.kind === 'failed' ? html`<p class="bad note">${texts.failed} <span class="quiet">${status.reason}</span></p>` : nothing}
    ${
      isShown
        ? html`<div class="plot" id=${id} role="img" aria-label=${inWords}></div>`
        : html`<p class="plot empty-plot quiet">${status.kind === 'loading' ? texts.loading : texts.nothing}</p>`
    }
  `;
}

/** Folded away until it is asked for, and made only then. */
export function figuresTable(
  name: string,
  table: ChartTable | null,
  { say }: Language,
  toggle: (isOpen: boolean) => void,
): TemplateResult {
  const toggled = ({ target }: Event) => {
    if (target instanceof HTMLDetailsElement && target.open !== (table !== null)) toggle(target.open);
  };
  return html`
    <details class="figures-table" .open=${table !== null} @toggle=${toggled}>
      <summary>${say('chart.asTable')}</summary>
      ${table === null ? nothing : tableOf(name, table)}
    </details>
  `;
}

function tableOf(name: string, { headings, rows }: ChartTable): TemplateResult {
  const place = (index: number) => (index === 0 ? '' : 'number');
  return html`
    <div class="scroll-x" tabindex="0" role="group" aria-label=${name}>
      <table aria-label=${name}>
        <thead>
          <tr>
            ${headings.map((heading, index) => html`<th scope="col" class=${place(index)}>${heading}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([head, ...cells]) => html`
              <tr>
                <th scope="row">${head}</th>
                ${cells.map((cell) => html`<td class="number">${cell}</td>`)}
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}

function swatch(dash: readonly number[] | undefined) {
  if (dash === undefined) return svg`<rect width="10" height="10" x="2" rx="1.5" />`;
  return svg`<path d="M0 5h14" stroke-width="2" stroke-dasharray=${dash.length === 0 ? 'none' : dash.join(' ')} />`;
}
