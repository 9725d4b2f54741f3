/** What runs at this moment, each with a stop button. */
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Send } from './host.ts';
import { stopSign } from './icons.ts';
import type { Language } from './language.ts';
import type { RunningRow } from './running-rows.ts';

/** The heading takes the focus when the row whose stop button had it is gone. */
export const runningHeadingId = 'running-title';

export function runningSection(rows: readonly RunningRow[], { say, writeCount }: Language, send: Send): TemplateResult {
  return html`
    <section aria-labelledby=${runningHeadingId}>
      <h2 id=${runningHeadingId} tabindex="-1">
        ${say('running.heading')}${rows.length > 0 ? html` <span class="count">${writeCount(rows.length)}</span>` : ''}
      </h2>
      ${
        rows.length === 0
          ? html`<p class="quiet">${say('running.none')}</p>`
          : html`<ul class="running">
            ${repeat(
              rows,
              (row) => row.requestId,
              (row) => runningItem(row, send),
            )}
          </ul>`
      }
    </section>
  `;
}

function runningItem(row: RunningRow, send: Send): TemplateResult {
  return html`
    <li>
      <span class="pulse" aria-hidden="true"></span>
      <span class="running-text">
        <span class="ellipsis" title=${row.target}>${row.target}</span>
        <span class="quiet ellipsis" title=${row.detail}><span class="digits">${row.elapsed}</span> · ${row.detail}</span>
      </span>
      <vscode-toolbar-button
        class="stop"
        label=${row.stopLabel}
        title=${row.stopLabel}
        data-request=${row.requestId}
        @click=${() => send({ type: 'cancel', requestId: row.requestId })}
        >${stopSign}<span class="stop-text">${row.stopText}</span></vscode-toolbar-button
      >
    </li>
  `;
}
