/** The style sheet of tables, and of what stands in them and in lists: columns where there is room, folded rows where there is not. */
import { css } from 'lit';

export const tableStyles = css`
  .column {
    container: column / inline-size;
    min-width: 0;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th {
    font-weight: inherit;
    text-align: left;
  }
  thead th {
    color: var(--quiet);
    font-size: 11px;
    line-height: 16px;
    vertical-align: bottom;
  }
  th,
  td {
    padding: 4px 0 4px 14px;
    vertical-align: baseline;
  }
  th:first-child,
  td:first-child {
    padding-left: 0;
  }
  .number {
    text-align: right;
    white-space: nowrap;
  }
  .target {
    display: inline-flex;
    flex-wrap: wrap;
    column-gap: 8px;
    max-width: 100%;
    align-items: baseline;
  }
  .mark {
    padding: 0 5px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, currentColor));
    border-radius: 3px;
    color: var(--quiet);
    font-size: 11px;
    line-height: 15px;
  }
  .label {
    color: var(--quiet);
  }
  tbody tr:hover {
    background: var(--vscode-list-hoverBackground);
  }

  @container column (min-width: 500px) {
    .targets .when-folded {
      display: none;
    }
    .targets .group {
      display: block;
    }
    /* The name takes what the figures leave, and is cut short rather than pushing them out. */
    .targets tbody th {
      width: 100%;
      max-width: 0;
    }
  }

  @container column (max-width: 499px) {
    .targets,
    .targets thead,
    .targets tbody {
      display: block;
    }
    .targets tr {
      display: grid;
      grid-template-columns: minmax(0, 1fr) 5em;
      column-gap: 4px;
      align-items: baseline;
    }
    .targets th,
    .targets td {
      padding: 0;
      line-height: 18px;
    }
    .targets .when-unfolded {
      display: none;
    }
    .targets thead .unfolded,
    .targets thead .group {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }
    .targets tbody tr {
      padding: 3px 0 7px;
    }
    .targets tbody th {
      grid-column: 1 / -1;
    }
    .targets td.attempts {
      text-align: left;
    }
    .targets td.attempts,
    .targets td.failures,
    .targets td .label {
      font-size: 12px;
    }
    .targets td.attempts,
    .targets td.failures:not(.bad) {
      color: var(--quiet);
    }
    .targets td.p50 {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      align-items: baseline;
      text-align: left;
    }
  }
`;
