/** The table of targets. Where it is narrow, a target's row folds to four lines under one `p50 p95` heading. */
import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Language } from './language.ts';
import { targetName } from './target-name.ts';
import type { TargetRow } from './target-rows.ts';

export function targetsSection(rows: readonly TargetRow[], language: Language): TemplateResult {
  const { say } = language;
  return html`
    <section aria-labelledby="targets-title">
      <h2 id="targets-title" title=${say('targets.note')}>${say('targets.heading')}</h2>
      ${rows.length === 0 ? html`<p class="quiet">${say('targets.none')}</p>` : table(rows, language)}
    </section>
  `;
}

// Roles are written out because a folded table is laid out as a grid, and browsers then drop the native ones.
function table(rows: readonly TargetRow[], language: Language): TemplateResult {
  const { say } = language;
  const latencyHeading = (group: string, quantile: string, place: string) => html`
    <th role="columnheader" scope="col" class="number ${place}"><span class="group">${group}</span> ${quantile}</th>
  `;
  return html`
    <table role="table" class="targets" aria-labelledby="targets-title">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col" class="unfolded">${say('targets.target')}</th>
          <th role="columnheader" scope="col" class="number unfolded">${say('targets.attempts')}</th>
          <th role="columnheader" scope="col" class="number unfolded">${say('targets.failed')}</th>
          ${latencyHeading(say('targets.firstPart'), say('targets.p50'), 'p50')}
          ${latencyHeading(say('targets.firstPart'), say('targets.p95'), 'p95')}
          ${latencyHeading(say('targets.total'), say('targets.p50'), 'unfolded')}
          ${latencyHeading(say('targets.total'), say('targets.p95'), 'unfolded')}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${repeat(
          rows,
          (row) => row.target,
          (row) => tableRow(row, language),
        )}
      </tbody>
    </table>
  `;
}

function tableRow(row: TargetRow, language: Language): TemplateResult {
  const { say } = language;
  const count = (kind: string, value: string, inWords: string) => html`
    <td role="cell" class="number ${kind}">
      <span class="when-unfolded">${value}</span><span class="when-folded">${inWords}</span>
    </td>
  `;
  const latency = (kind: string, label: string, value: string) => html`
    <td role="cell" class="number ${kind}">
      <span class="label when-folded" aria-hidden="true">${label}</span><span>${value}</span>
    </td>
  `;
  return html`
    <tr role="row">
      <th role="rowheader" scope="row">${targetName(row.target, row.name, row.simulated, language)}</th>
      ${count('attempts', row.attempts, row.attemptsInWords)}
      ${count(row.hasFailed ? 'failures bad' : 'failures', row.failed, row.failedInWords)}
      ${latency('p50', say('targets.firstPart'), row.firstPartP50)} ${latency('p95', '', row.firstPartP95)}
      ${latency('p50', say('targets.total'), row.totalP50)} ${latency('p95', '', row.totalP95)}
    </tr>
  `;
}
