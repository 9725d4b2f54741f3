/** The panel as a template: what is shown, where, and which message each button sends. */
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import { breakersSection } from './breakers-section.ts';
import { budgetsSection } from './budgets-section.ts';
import { latencySection } from './charts/latency-section.ts';
import { spendSection } from './charts/spend-section.ts';
import type { Hands } from './hands.ts';
import { historySection } from './history/history-section.ts';
import type { Send } from './host.ts';
import { warningSign } from './icons.ts';
import type { Language } from './language.ts';
import { limitsSection } from './limits-section.ts';
import type { Banner, Body, PanelView, ProblemView } from './panel-view.ts';
import { runningSection } from './running-section.ts';
import { profileButton, summarySection } from './summary-section.ts';
import { targetsSection } from './targets-section.ts';

export function panel(view: PanelView, language: Language, hands: Hands): TemplateResult {
  const { send } = hands;
  return html`
    <div class="visually-hidden" role="status">${view.announcement}</div>
    <h1 class="visually-hidden">${language.say('panel.title')}</h1>
    ${bannerNotice(view.banner, view.body, language, send)} ${problemsNotice(view.problems, language, send)}
    ${findingsNotice(view.findings, language)}
    ${bodyOf(view.body, language, hands)}
  `;
}

function bannerNotice(banner: Banner, body: Body, { say }: Language, send: Send) {
  switch (banner.kind) {
    case 'none':
      return nothing;
    case 'busy':
      return html`
        <vscode-progress-bar class="busy" indeterminate aria-label=${banner.text}></vscode-progress-bar>
        ${body.kind === 'blank' ? html`<p class="quiet waiting">${banner.text}</p>` : nothing}
      `;
    case 'failed':
      return html`
        <section class="notice error" aria-labelledby="failed-title">
          ${warningSign}
          <div>
            <h2 id="failed-title">${say('daemon.failed.title')}</h2>
            <p>${banner.reason}</p>
            ${banner.figuresAreOld ? html`<p class="quiet">${say('daemon.lastKnown')}</p>` : nothing}
            <vscode-button @click=${() => send({ type: 'connect' })}>${say('action.reconnect')}</vscode-button>
          </div>
        </section>
      `;
  }
}

function problemsNotice(problems: readonly ProblemView[], { say, sayCount }: Language, send: Send) {
  if (problems.length === 0) return nothing;
  return html`
    <section class="notice warning" aria-labelledby="problems-title">
      ${warningSign}
      <div>
        <h2 id="problems-title">${sayCount('problems.heading', problems.length)}</h2>
        <ul>
          ${problems.map(({ message, source }) => html`<li>${message} <span class="quiet">(${source})</span></li>`)}
        </ul>
        <vscode-button secondary @click=${() => send({ type: 'open-settings', field: '' })}
          >${say('action.openSettings')}</vscode-button
        >
      </div>
    </section>
  `;
}

function findingsNotice(findings: readonly string[], { sayCount }: Language) {
  if (findings.length === 0) return nothing;
  return html`
    <section class="notice warning" aria-labelledby="findings-title">
      ${warningSign}
      <div>
        <h2 id="findings-title">${sayCount('findings.heading', findings.length)}</h2>
        <ul>
          ${findings.map((finding) => html`<li>${finding}</li>`)}
        </ul>
      </div>
    </section>
  `;
}

function bodyOf(body: Body, language: Language, hands: Hands) {
  const { send } = hands;
  const { say } = language;
  const ask = html`<vscode-button @click=${() => send({ type: 'ask' })}>${say('action.ask')}</vscode-button>`;
  switch (body.kind) {
    case 'blank':
      return nothing;
    case 'stopped':
      return html`
        <section class="welcome" aria-labelledby="welcome-title">
          <h2 id="welcome-title">${say('daemon.stopped.title')}</h2>
          <p>${say('daemon.stopped.body')}</p>
          <div class="actions">
            ${ask}
            <vscode-button secondary @click=${() => send({ type: 'connect' })}>${say('action.start')}</vscode-button>
          </div>
        </section>
      `;
    case 'empty':
      return html`
        <section class="welcome" aria-labelledby="welcome-title">
          <h2 id="welcome-title">${say('empty.title')}</h2>
          <p>${say('empty.body')}</p>
          <div class="actions">${ask}</div>
          <p class="quiet profile-line">
            <span>${say('summary.profile')}</span>${profileButton(body.profile, language, send)}
          </p>
        </section>
      `;
    case 'figures':
      return html`
        <div class="columns">
          <div class="column">
            ${summarySection(body.summary, language, send)} ${runningSection(body.running, language, send)}
            ${budgetsSection(body.budgets, language)} ${spendSection(body.spend, body.choices, language, hands)}
            ${limitsSection(body.limits, language)} ${breakersSection(body.breakers, language, hands)}
          </div>
          <div class="column">
            ${historySection(body.history, body.choices, language, hands)}
            ${latencySection(body.latency, body.choices, language, hands)} ${targetsSection(body.targets, language)}
          </div>
        </div>
      `;
  }
}
