/** The list of requests: search, filter, rows of which only those in sight are drawn, and the chosen one's details. */
import { html, nothing, type SVGTemplateResult, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { type Choices, outcomeFilters } from '../choices.ts';
import type { Hands } from '../hands.ts';
import { checkSign, crossSign, dashSign, questionSign } from '../icons.ts';
import type { Language } from '../language.ts';
import { select } from '../select.ts';
import { detailSection } from './detail-section.ts';
import type { HistoryView } from './history-view.ts';
import { rowAfterKey, scrolledTo, type Viewport } from './list-window.ts';
import type { OutcomeKind, RequestRow } from './request-row.ts';

export const requestListId = 'requests';

const outcomeSigns: Readonly<Record<OutcomeKind, SVGTemplateResult>> = {
  success: checkSign,
  failed: crossSign,
  cancelled: dashSign,
  unknown: questionSign,
};

export function historySection(view: HistoryView, choices: Choices, language: Language, hands: Hands): TemplateResult {
  const { say } = language;
  const { choose } = hands;
  const searched = ({ target }: Event) => {
    if (target instanceof HTMLInputElement) choose({ search: target.value });
  };
  return html`
    <section class="history" aria-labelledby="requests-title">
      <div class="headline">
        <h2 id="requests-title">${say('requests.heading')}</h2>
        <span class="quiet note" role="status">${view.countInWords}</span>
      </div>
      <div class="search" role="search" aria-labelledby="requests-title">
        <input
          type="search"
          .value=${choices.search}
          placeholder=${say('requests.search')}
          aria-label=${say('requests.search')}
          spellcheck="false"
          @input=${searched}
        />
        ${select({
          label: say('requests.filter'),
          values: outcomeFilters,
          chosen: choices.outcome,
          textOf: (outcome) => say(`requests.filter.${outcome}`),
          choose: (outcome) => choose({ outcome }),
        })}
      </div>
      ${view.failed === '' ? nothing : html`<p class="bad note">${say('chart.failed')} <span class="quiet">${view.failed}</span></p>`}
      ${view.count === 0 ? noRows(choices, language) : list(view, language, hands)}
      ${view.older === '' || view.count === 0 ? nothing : html`<p class="quiet note older">${view.older}</p>`}
      ${view.detail === null ? nothing : detailSection(view.detail, language, () => choose({ request: null }))}
    </section>
  `;
}

function noRows({ search, outcome }: Choices, { say }: Language): TemplateResult {
  const isFiltered = search.trim() !== '' || outcome !== 'all';
  return html`<p class="quiet no-rows">${say(isFiltered ? 'requests.noMatch' : 'requests.none')}</p>`;
}

/** A list box: one stop for the Tab key however long it is, arrow keys inside, the focus staying on the list itself. */
function list(view: HistoryView, { say }: Language, { choose, look }: Hands): TemplateResult {
  const { viewport } = view;
  const take = (index: number, list: HTMLElement) => {
    const request = view.idAt(index);
    if (request === undefined) return;
    choose({ request });
    list.scrollTop = scrolledTo({ ...viewport, top: list.scrollTop }, index);
  };
  const pressed = (event: KeyboardEvent) => {
    if (!(event.currentTarget instanceof HTMLElement)) return;
    const index = rowAfterKey(event.key, view.chosen, view.count, viewport);
    if (index === null) return;
    event.preventDefault();
    take(index, event.currentTarget);
  };
  const clicked = (event: MouseEvent) => {
    const { target, currentTarget } = event;
    const row = target instanceof Element ? target.closest('[data-index]') : null;
    if (row !== null && currentTarget instanceof HTMLElement)
      take(Number(row.getAttribute('data-index')), currentTarget);
  };
  const chosenIsDrawn = view.rows.some(({ index }) => index === view.chosen);
  return html`
    ${viewport.isWide ? columnHeads(say) : nothing}
    <div
      id=${requestListId}
      class="request-list ${viewport.isWide ? 'wide' : 'narrow'}"
      role="listbox"
      tabindex="0"
      aria-labelledby="requests-title"
      aria-activedescendant=${chosenIsDrawn ? `request-${view.chosen}` : nothing}
      @keydown=${pressed}
      @click=${clicked}
      @scroll=${({ currentTarget }: Event) => {
        if (currentTarget instanceof HTMLElement) look(viewportOf(currentTarget));
      }}
    >
      <div role="presentation" .style=${`height: ${view.height}px`}>
        <div role="presentation" .style=${`transform: translateY(${view.offset}px)`}>
          ${repeat(
            view.rows,
            (row) => row.requestId,
            (row) => listRow(row, view, say),
          )}
        </div>
      </div>
    </div>
  `;
}

/** Rows are of one line from this width on. */
const wideFromPx = 620;

export function viewportOf(list: HTMLElement): Viewport {
  return { top: list.scrollTop, height: list.clientHeight, isWide: list.clientWidth >= wideFromPx };
}

function columnHeads(say: Language['say']): TemplateResult {
  return html`
    <div class="row heads quiet" aria-hidden="true">
      <span></span><span>${say('requests.time')}</span><span>${say('requests.target')}</span>
      <span>${say('requests.command')}</span><span class="number">${say('requests.inputTokens')}</span>
      <span class="number">${say('requests.outputTokens')}</span><span class="number">${say('requests.duration')}</span>
      <span class="number">${say('requests.cost')}</span>
    </div>
  `;
}

function listRow(row: HistoryView['rows'][number], view: HistoryView, say: Language['say']): TemplateResult {
  const { kind, text } = row.outcome;
  const cost = html`<span class="number cost ${row.simulated ? 'quiet' : ''}" title=${row.costHint}>${row.cost}</span>`;
  return html`
    <div
      class="row ${kind}"
      role="option"
      id="request-${row.index}"
      data-index=${row.index}
      aria-selected=${row.index === view.chosen ? 'true' : 'false'}
      aria-posinset=${row.index + 1}
      aria-setsize=${view.count}
    >
      <span class="outcome ${kind}" title=${text}>${outcomeSigns[kind]}${
        kind === 'success' ? html`<span class="visually-hidden">${text}</span>` : nothing
      }</span>
      ${view.viewport.isWide ? html`<span class="time quiet" title=${row.instant}>${row.time}</span>` : nothing}
      <span class="who" title="${row.target}${row.before === '' ? '' : ` ${row.before}`}"
        ><span class="ellipsis">${row.name.model}<span class="quiet">${row.name.track}</span></span>
        ${view.viewport.isWide ? marks(row, say) : nothing}
      </span>
      ${view.viewport.isWide ? html`${columns(row, say)}${cost}` : html`${cost}${secondLine(row, say)}`}
    </div>
  `;
}

/** What is not as it mostly is: invented cost, no success, attempts before the last. */
function marks({ simulated, outcome, before }: RequestRow, say: Language['say']): TemplateResult {
  return html`
    ${simulated ? html`<span class="mark">${say('simulated')}</span>` : nothing}
    ${outcome.kind === 'success' ? nothing : html`<span class="note ellipsis ${outcome.kind}">${outcome.text}</span>`}
    ${before === '' ? nothing : html`<span class="note ellipsis quiet">${before}</span>`}
  `;
}

function columns(row: RequestRow, say: Language['say']): TemplateResult {
  return html`
    <span class="quiet ellipsis" title=${row.command}>${row.command}</span>
    <span class="number"
      >${row.inputTokens}<span class="visually-hidden"> ${say('requests.inputFolded')}</span></span
    >
    <span class="number"
      >${row.outputTokens}<span class="visually-hidden"> ${say('requests.outputFolded')}</span></span
    >
    <span class="number">${row.duration}</span>
  `;
}

/** Cut at its end where it does not fit; what is cut stands in the details. */
function secondLine(row: RequestRow, say: Language['say']): TemplateResult {
  const tokens = row.tokensKnown
    ? [`${row.inputTokens} ${say('requests.inputFolded')}`, `${row.outputTokens} ${say('requests.outputFolded')}`]
    : [];
  const words = [row.time, row.duration, row.command, ...tokens, row.before].filter((word) => word !== '');
  return html`
    <span class="second quiet" title=${row.instant}
      >${marks({ ...row, before: '' }, say)}<span class="ellipsis">${words.join(' · ')}</span></span
    >
  `;
}
