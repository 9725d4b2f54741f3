/** The top of the panel: today's spend large, the profile with its switch, four figures. */
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { html, type TemplateResult } from 'lit';
import type { Send } from './host.ts';
import { downSign } from './icons.ts';
import type { Language } from './language.ts';
import type { SummaryView } from './summary-view.ts';

export function summarySection(summary: SummaryView, language: Language, send: Send): TemplateResult {
  const { say } = language;
  return html`
    <section class="summary" aria-labelledby="summary-title">
      <div class="headline">
        <h2 id="summary-title">${say('summary.heading')}</h2>
        ${profileButton(summary.profile, language, send)}
      </div>
      <p class="amount">${summary.spent}</p>
      ${[...summary.notes, ...summary.month].map((note) => html`<p class="quiet note">${note}</p>`)}
      <dl class="figures">
        ${summary.figures.map(
          ({ label, value, hint, isBad }) => html`
            <div>
              <dt>${label}</dt>
              <dd class=${isBad ? 'bad' : ''} title=${hint}>${value}</dd>
            </div>
          `,
        )}
      </dl>
    </section>
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
