/** How a target is written everywhere in the panel: the model, its track quieter, and the mark of a simulated one. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Language } from './language.ts';
import type { TargetName } from './target-rows.ts';

export function targetName(
  target: string,
  { model, track }: TargetName,
  simulated: boolean,
  { say }: Language,
): TemplateResult {
  return html`
    <span class="target">
      <span class="ellipsis" title=${target}>${model}<span class="quiet">${track}</span></span>
      ${simulated ? html`<span class="mark" title=${say('simulatedHint')}>${say('simulated')}</span>` : nothing}
    </span>
  `;
}
