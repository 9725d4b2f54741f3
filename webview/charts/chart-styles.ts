/** The style sheet of the charts and of the lists to choose from. The colours that tell series apart are VS Code's own. */
import { css, unsafeCSS } from 'lit';
import uplotStyles from 'uplot/dist/uPlot.min.css';

export const chartStyles = css`
  ${unsafeCSS(uplotStyles)}

  :root {
    --series-0: var(--vscode-descriptionForeground);
    --series-1: var(--vscode-charts-blue);
    --series-2: var(--vscode-charts-green);
    --series-3: var(--vscode-charts-yellow);
    --series-4: var(--vscode-charts-purple);
    --series-5: var(--vscode-charts-red);
    --series-6: var(--vscode-terminal-ansiCyan, var(--vscode-charts-lines));
    --series-7: var(--vscode-terminal-ansiMagenta, var(--vscode-charts-lines));
    --series-8: var(--vscode-foreground);
    --plot-seam: var(--vscode-panel-background, var(--vscode-sideBar-background));
    --plot-grid: color-mix(in srgb, var(--vscode-foreground) 14%, transparent);
  }
  .selects {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 4px;
    min-width: 0;
  }
  select,
  input[type='search'] {
    min-width: 0;
    max-width: 100%;
    height: 24px;
    padding: 0 4px;
    border: 1px solid var(--vscode-dropdown-border, var(--vscode-contrastBorder, transparent));
    border-radius: 2px;
    background: var(--vscode-dropdown-background);
    color: var(--vscode-dropdown-foreground);
    font: inherit;
    font-size: 12px;
    text-overflow: ellipsis;
  }
  select:focus-visible,
  input[type='search']:focus-visible,
  summary:focus-visible,
  .scroll-x:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  @container column (max-width: 420px) {
    .selects {
      flex-basis: 100%;
      justify-content: flex-start;
    }
  }
  .chart .headline {
    flex-wrap: wrap;
  }
  .caption {
    margin: 2px 0 4px;
    font-size: 12px;
    font-variant-numeric: tabular-nums;
  }
  .plot {
    height: 150px;
    overflow: hidden;
  }
  .empty-plot {
    display: grid;
    place-items: center;
    text-align: center;
    border: 1px dashed var(--rule);
    border-radius: 3px;
  }
  .plot .u-cursor-x {
    border-color: var(--vscode-foreground);
  }
  .legend {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(190px, 100%), 1fr));
    gap: 0 16px;
    margin-top: 6px;
    font-size: 12px;
  }
  .legend li {
    display: flex;
    align-items: center;
    gap: 6px;
    line-height: 18px;
  }
  .legend .digits {
    flex: none;
    margin-left: auto;
    font-variant-numeric: tabular-nums;
  }
  .swatch {
    flex: none;
  }
  .swatch rect {
    fill: currentColor;
  }
  .swatch path {
    stroke: currentColor;
    fill: none;
  }
  .series-0 { color: var(--series-0); }
  .series-1 { color: var(--series-1); }
  .series-2 { color: var(--series-2); }
  .series-3 { color: var(--series-3); }
  .series-4 { color: var(--series-4); }
  .series-5 { color: var(--series-5); }
  .series-6 { color: var(--series-6); }
  .series-7 { color: var(--series-7); }
  .series-8 { color: var(--series-8); }
  .chart-figures .legend {
    grid-template-columns: repeat(auto-fill, minmax(min(130px, 100%), 1fr));
  }
  .counts {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 24px;
    margin: 8px 0 0;
  }
  .counts dd {
    font-size: 13px;
  }
  .figures-table {
    margin-top: 6px;
    font-size: 12px;
  }
  .figures-table summary {
    width: fit-content;
    color: var(--vscode-textLink-foreground);
    cursor: pointer;
  }
  .scroll-x {
    max-height: 240px;
    margin-top: 4px;
    overflow: auto;
  }
  .scroll-x table {
    width: auto;
  }
  .scroll-x th {
    white-space: nowrap;
  }
`;
