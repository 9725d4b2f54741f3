/** How a target did over time: which one, what is measured, its lines, and how often it was tried, succeeded and took over. */
import { html, type TemplateResult } from 'lit';
import { type Choices, durations } from '../choices.ts';
import type { Hands } from '../hands.ts';
import type { Language } from '../language.ts';
import { select } from '../select.ts';
import { figuresTable, legendList, plotPlace } from './chart-parts.ts';
import type { LatencyChart } from './latency-chart.ts';

export const latencyPlotId = 'latency-plot';

export function latencySection(
  chart: LatencyChart,
  choices: Choices,
  language: Language,
  { choose }: Hands,
): TemplateResult {
  const { say } = language;
  return html`
    <section class="chart" aria-labelledby="latency-title">
      <div class="headline">
        <h2 id="latency-title" title=${say('latency.note')}>${say('latency.heading')}</h2>
        <div class="selects">
          ${
            chart.targets.length === 0
              ? ''
              : select({
                  label: say('targets.target'),
                  values: chart.targets,
                  chosen: chart.target,
                  textOf: (target) => target,
                  choose: (target) => choose({ target }),
                })
          }
          ${select({
            label: say('latency.of'),
            values: durations,
            chosen: choices.duration,
            textOf: (duration) => say(`latency.of.${duration}`),
            choose: (duration) => choose({ duration }),
          })}
        </div>
      </div>
      <p class="quiet caption">${chart.caption}</p>
      ${plotPlace(latencyPlotId, chart.inWords, chart.status, {
        nothing: say('latency.nothing'),
        loading: say('chart.loading'),
        failed: say('chart.failed'),
      })}
      <div class="chart-figures">
        ${legendList(chart.legend)}
        <dl class="counts">
          ${chart.figures.map(
            ({ label, value, isBad }) => html`
              <div><dt>${label}</dt><dd class=${isBad ? 'bad' : ''}>${value}</dd></div>
            `,
          )}
        </dl>
      </div>
      ${figuresTable(say('latency.heading'), chart.table, language, (latencyTable) => choose({ latencyTable }))}
    </section>
  `;
}
