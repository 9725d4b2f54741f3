/** Spend over time: what is measured, how it is grouped and how far back, the stacked chart, its legend, its table. */
import { html, type TemplateResult } from 'lit';
import { type Choices, groupings, measures, units } from '../choices.ts';
import type { Hands } from '../hands.ts';
import type { Language } from '../language.ts';
import { select } from '../select.ts';
import { figuresTable, legendList, plotPlace } from './chart-parts.ts';
import type { SpendChart } from './spend-chart.ts';

export const spendPlotId = 'spend-plot';

export function spendSection(
  chart: SpendChart,
  choices: Choices,
  language: Language,
  { choose }: Hands,
): TemplateResult {
  const { say } = language;
  const nothing = say(choices.measure === 'cost' ? 'spend.nothing' : 'chart.nothing');
  return html`
    <section class="chart" aria-labelledby="spend-title">
      <div class="headline">
        <h2 id="spend-title">${say('spend.heading')}</h2>
        <div class="selects">
          ${select({
            label: say('spend.measure'),
            values: measures,
            chosen: choices.measure,
            textOf: (measure) => say(`spend.measure.${measure}`),
            choose: (measure) => choose({ measure }),
          })}
          ${select({
            label: say('spend.by'),
            values: groupings,
            chosen: choices.by,
            textOf: (by) => say(`spend.by.${by}`),
            choose: (by) => choose({ by }),
          })}
          ${select({
            label: say('chart.range'),
            values: units,
            chosen: choices.unit,
            textOf: (unit) => say(`chart.range.${unit}`),
            choose: (unit) => choose({ unit }),
          })}
        </div>
      </div>
      <p class="quiet caption">${chart.caption}</p>
      ${plotPlace(spendPlotId, chart.inWords, chart.status, { nothing, loading: say('chart.loading'), failed: say('chart.failed') })}
      ${legendList(chart.legend)}
      ${figuresTable(say('spend.heading'), chart.table, language, (spendTable) => choose({ spendTable }))}
    </section>
  `;
}
