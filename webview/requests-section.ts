/** The latest requests. Where it is narrow a row folds: outcome, target and cost above, the rest quietly below. */
import { html, nothing, type SVGTemplateResult, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { checkSign, crossSign, dashSign, questionSign } from './icons.ts';
import type { Language } from './language.ts';
import type { OutcomeKind, RequestRow } from './request-rows.ts';
import { targetName } from './target-name.ts';

const outcomeSigns: Readonly<Record<OutcomeKind, SVGTemplateResult>> = {
  success: checkSign,
  failed: crossSign,
  cancelled: dashSign,
  unknown: questionSign,
};

export function requestsSection(rows: readonly RequestRow[], language: Language): TemplateResult {
  const { say } = language;
  return html`
    <section aria-labelledby="requests-title">
      <h2 id="requests-title">${say('requests.heading')}</h2>
      ${rows.length === 0 ? html`<p class="quiet">${say('requests.none')}</p>` : table(rows, language)}
    </section>
  `;
}

// Roles are written out because a folded row is laid out as a flex box, and browsers then drop the native ones.
function table(rows: readonly RequestRow[], language: Language): TemplateResult {
  const { say } = language;
  const heading = (text: string, kind = '') => html`<th role="columnheader" scope="col" class=${kind}>${text}</th>`;
  return html`
    <table role="table" class="requests" aria-labelledby="requests-title">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col"><span class="visually-hidden">${say('requests.outcome')}</span></th>
          ${heading(say('requests.time'))} ${heading(say('requests.target'), 'widest')}
          ${heading(say('requests.command'))} ${heading(say('requests.inputTokens'), 'number')}
          ${heading(say('requests.outputTokens'), 'number')} ${heading(say('requests.duration'), 'number')}
          ${heading(say('requests.cost'), 'number')}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${repeat(
          rows,
          (row) => row.requestId,
          (row) => tableRow(row, language),
        )}
      </tbody>
    </table>
  `;
}

function tableRow(row: RequestRow, language: Language): TemplateResult {
  const { say } = language;
  const { kind, text } = row.outcome;
  const tokens = (count: string, label: string) => html`
    <td role="cell" class="number tokens ${row.tokensKnown ? '' : 'absent'}">
      ${count}<span class="label when-folded" aria-hidden="true"> ${label}</span>
    </td>
  `;
  return html`
    <tr role="row">
      <td role="cell" class="outcome ${kind}" title=${text}>
        ${outcomeSigns[kind]}<span class="visually-hidden">${text}</span>
      </td>
      <td role="cell" class="time" title=${row.instant}>${row.time}</td>
      <th role="rowheader" scope="row">
        ${targetName(row.target, row.name, row.simulated, language)}
        ${kind === 'success' ? nothing : html`<span class="note ${kind}" aria-hidden="true">${text}</span>`}
        ${row.before === '' ? nothing : html`<span class="note quiet">${row.before}</span>`}
      </th>
      <td role="cell" class="command ${row.command === '' ? 'absent' : ''}"><span class="ellipsis" title=${row.command}>${row.command}</span></td>
      ${tokens(row.inputTokens, say('requests.inputFolded'))} ${tokens(row.outputTokens, say('requests.outputFolded'))}
      <td role="cell" class="number took">${row.duration}</td>
      <td role="cell" class="number cost ${row.simulated ? 'quiet' : ''}" title=${row.costHint}>${row.cost}</td>
    </tr>
  `;
}
