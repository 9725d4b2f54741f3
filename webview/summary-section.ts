/** The top of the panel: today's spend large, the profile with its switch, week and month, and what can be done about it. */
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { html, type TemplateResult } from 'lit';
import type { Send } from './host.ts';
import { downSign } from './icons.ts';
import type { Language } from './language.ts';
import type { Figure, SummaryView } from './summary-view.ts';

export function summarySection(summary: SummaryView, language: Language, send: Send): TemplateResult {
  const { say } = language;
  return html`
    <section class="summary" aria-labelledby="summary-title">
      <div class="headline">
        <h2 id="summary-title">${say('summary.heading')}</h2>
        ${profileButton(summary.profile, language, send)}
      </div>
      <p class="amount">${summary.spent}</p>
      ${summary.notes.map((note) => html`<p class="quiet note">${note}</p>`)} ${figureList('sums', summary.sums)}
      ${figureList('figures', summary.figures)}
      <div class="actions small">
        <vscode-button secondary @click=${() => send({ type: 'set-budget' })}>${say('action.setBudget')}</vscode-button>
        <vscode-button secondary @click=${() => send({ type: 'what-if' })}>${say('action.whatIf')}</vscode-button>
        <vscode-button secondary @click=${() => send({ type: 'export' })}>${say('action.export')}</vscode-button>
      </div>
    </section>
  `;
}

function figureList(kind: string, figures: readonly Figure[]): TemplateResult {
  return html`
    <dl class="figures ${kind}">
      ${figures.map(
        ({ label, value, hint, isBad }) => html`
          <div>
            <dt>${label}</dt>
            <dd class=${isBad ? 'bad' : ''} title=${hint}>${value}</dd>
          </div>
        `,
      )}
    </dl>
  `;
}

export function profileButton(profile: string, { say }: Language, send: Send): TemplateResult {
  return html`
    <vscode-toolbar-button
      class="profile"
      label=${say('action.switchProfile', { profile })}
      @click=${() => send({ type: 'switch-profile' })}
      ><span class="profile-name">${profile}</span>${downSign}</vscode-toolbar-button
    >
  `;
}
