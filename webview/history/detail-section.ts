/** The chosen request: where it came from, its route in a sentence, and each attempt with tokens, costs and times. */
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import { crossSign } from '../icons.ts';
import type { Language } from '../language.ts';
import type { DecisionDetail, Fact, RequestDetail } from './request-detail.ts';

export function detailSection(detail: RequestDetail, { say }: Language, close: () => void): TemplateResult {
  return html`
    <section class="detail" aria-labelledby="detail-title">
      <div class="headline">
        <h3 id="detail-title">${detail.heading}</h3>
        <vscode-toolbar-button label=${say('detail.close')} title=${say('detail.close')} @click=${close}
          >${crossSign}</vscode-toolbar-button
        >
      </div>
      <p class="route">${detail.route}</p>
      ${detail.decision === null ? nothing : decisionList(detail.decision, say)}
      <ol class="attempts">
        ${detail.attempts.map(
          ({ attempt, target, simulated, outcome, after, facts }) => html`
            <li>
              <p class="attempt-line">
                <span class="number quiet">${attempt}</span>
                <span>${after === '' ? nothing : html`<span class="quiet">${after} </span>`}${target}</span>
                ${simulated ? html`<span class="mark">${say('simulated')}</span>` : nothing}
                <span class="note ${outcome.kind}">${outcome.text}</span>
              </p>
              ${factList(facts)}
            </li>
          `,
        )}
      </ol>
      ${factList(detail.origin)}
    </section>
  `;
}

function decisionList({ by, plan, excluded }: DecisionDetail, say: Language['say']): TemplateResult {
  const entry = ({ target, reason }: DecisionDetail['plan'][number]) =>
    html`<li>${target} <span class="quiet">${reason}</span></li>`;
  return html`
    <p class="quiet note">${by}</p>
    <ol class="plan" aria-label=${say('decision.plan')}>${plan.map(entry)}</ol>
    ${
      excluded.length === 0
        ? nothing
        : html`
            <p class="quiet note">${say('decision.excluded')}</p>
            <ul class="plan">${excluded.map(entry)}</ul>
          `
    }
  `;
}

function factList(facts: readonly Fact[]): TemplateResult {
  return html`
    <dl class="facts">
      ${facts.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}
    </dl>
  `;
}
