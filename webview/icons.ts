/** The few signs the panel needs, drawn on a 16-pixel grid in the colour of the text around them; never read aloud. */
import { type SVGTemplateResult, svg } from 'lit';

const sign = (shape: SVGTemplateResult) => svg`
  <svg class="sign" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">${shape}</svg>`;
const line = (path: string) => sign(svg`<path class="line" d=${path} />`);

export const checkSign = line('M3.5 8.5l3 3 6-7');
export const crossSign = line('M4.5 4.5l7 7m0-7l-7 7');
export const dashSign = line('M4 8h8');
export const questionSign = line('M6 6.2a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.3v.4M8 12v.1');
export const downSign = line('M4.5 6.5L8 10l3.5-3.5');
export const warningSign = line('M8 2.8l5.8 10.4H2.2zM8 6.6v3.2M8 11.4v.1');
export const stopSign = sign(svg`<rect class="solid" x="4" y="4" width="8" height="8" rx="1" />`);
