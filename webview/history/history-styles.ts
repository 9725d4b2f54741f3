/** The style sheet of the list of requests and of a request's details. Row heights stand in `list-window.ts`, too. */
import { css } from 'lit';

export const historyStyles = css`
  .search {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin: 4px 0 6px;
  }
  .search input {
    flex: 1 1 120px;
    background: var(--vscode-input-background);
    color: var(--vscode-input-foreground);
    border-color: var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
  }
  .search input::placeholder {
    color: var(--vscode-input-placeholderForeground);
    opacity: 1;
  }
  .search select {
    flex: 0 1 auto;
  }
  .history > .headline .note {
    font-size: 12px;
    text-align: right;
  }
  .request-list {
    max-height: clamp(176px, calc(100vh - 220px), 560px);
    overflow: auto;
    contain: content;
  }
  .request-list:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .row {
    display: grid;
    align-items: center;
    box-sizing: border-box;
    cursor: default;
  }
  .request-list .row:hover {
    background: var(--vscode-list-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .request-list .row[aria-selected='true'] {
    background: var(--vscode-list-inactiveSelectionBackground);
    color: var(--vscode-list-inactiveSelectionForeground, inherit);
    outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .request-list:focus-visible .row[aria-selected='true'] {
    background: var(--vscode-list-activeSelectionBackground);
    color: var(--vscode-list-activeSelectionForeground, inherit);
    outline: 1px solid var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
    outline-offset: -1px;
  }
  /* How it ended: a sign in the list, words beside it and in the details. */
  .outcome.success {
    color: var(--vscode-charts-green);
  }
  :is(.outcome, .note).failed {
    color: var(--bad);
  }
  :is(.outcome, .note):is(.cancelled, .unknown) {
    color: var(--quiet);
  }
  .request-list:focus-visible .row[aria-selected='true'] :is(.quiet, .note, .outcome, .mark) {
    color: inherit;
  }
  .row .who {
    display: flex;
    overflow: hidden;
    gap: 6px;
    align-items: baseline;
    min-width: 0;
  }
  .who .ellipsis {
    flex: 0 1 auto;
  }
  .who .note {
    flex: 0 4 auto;
  }
  .who .mark {
    flex: none;
  }
  .row > span {
    white-space: nowrap;
  }
  .row .note {
    font-size: 12px;
  }
  .row .sign {
    margin: 0;
  }
  .wide.request-list .row,
  .row.heads {
    grid-template-columns: 20px 62px minmax(0, 1fr) minmax(0, 84px) 54px 54px 62px 84px;
    column-gap: 8px;
    height: 26px;
    padding-right: 6px;
  }
  .row.heads {
    height: 20px;
    padding-right: 16px;
    font-size: 11px;
  }
  .narrow .row {
    grid-template-columns: 16px minmax(0, 1fr) auto;
    grid-template-rows: 22px 18px;
    column-gap: 6px;
    height: 44px;
    padding: 2px 4px 2px 0;
  }
  .narrow .second {
    display: flex;
    grid-area: 2 / 2 / 3 / 4;
    gap: 5px;
    overflow: hidden;
    font-size: 11px;
  }
  .narrow .second .note {
    flex: none;
    font-size: 11px;
  }
  .no-rows {
    padding: 24px 0;
    text-align: center;
  }
  .older {
    margin-top: 4px;
    font-size: 12px;
  }

  .detail {
    margin-top: 10px;
    padding: 8px 10px 10px;
    border: 1px solid var(--rule);
    border-radius: 3px;
  }
  .detail h3 {
    min-width: 0;
    margin: 0;
    font-size: inherit;
    font-weight: 600;
  }
  .plan {
    margin: 2px 0 6px;
    padding: 0 0 0 18px;
    font-size: 12px;
    list-style: revert;
  }
  .attempts {
    margin: 8px 0;
    padding: 0;
    list-style: none;
  }
  .attempts li + li {
    margin-top: 8px;
  }
  .attempt-line {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 8px;
  }
  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(104px, 45%), 1fr));
    gap: 4px 12px;
    margin: 4px 0 0;
  }
  .facts dd {
    font-size: 12px;
    font-weight: 400;
    line-height: 16px;
  }
`;
