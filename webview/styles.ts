/** The panel's style sheet: type, layout, notices and states. Colours are VS Code's theme variables only. */
import { css } from 'lit';

export const panelStyles = css`
  :root {
    --quiet: var(--vscode-descriptionForeground);
    --rule: var(--vscode-contrastBorder, var(--vscode-sideBarSectionHeader-border, var(--vscode-widget-border)));
    --bad: var(--vscode-list-errorForeground, var(--vscode-errorForeground));
  }
  body {
    margin: 0;
    padding: 0;
    color: var(--vscode-foreground);
    font: var(--vscode-font-weight, normal) var(--vscode-font-size, 13px) / 1.4 var(--vscode-font-family, sans-serif);
    overflow-wrap: anywhere;
  }
  #panel {
    container: panel / inline-size;
    position: relative;
    padding-bottom: 16px;
  }
  h2 {
    margin: 0 0 6px;
    font-size: 11px;
    font-weight: 600;
    line-height: 22px;
    color: var(--vscode-foreground);
  }
  h2:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 2px;
  }
  p {
    margin: 0;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .quiet {
    color: var(--quiet);
  }
  .bad {
    color: var(--bad);
  }
  .number,
  .digits,
  .amount,
  dd,
  .time {
    font-variant-numeric: tabular-nums;
  }
  .digits,
  .amount {
    white-space: nowrap;
  }
  .ellipsis {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .sign {
    display: block;
    flex: none;
  }
  .sign .line {
    fill: none;
    stroke: currentColor;
    stroke-width: 1.3;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .sign .solid {
    fill: currentColor;
  }

  .busy {
    position: absolute;
    inset: 0 0 auto;
  }
  .waiting,
  .welcome,
  .notice,
  .column > section {
    padding: 10px 16px 12px;
  }
  .column > section + section {
    border-top: 1px solid var(--rule);
  }
  .waiting {
    padding-top: 16px;
  }

  .notice {
    display: flex;
    gap: 8px;
    border-bottom: 1px solid var(--rule);
  }
  .notice > div {
    min-width: 0;
  }
  .notice > .sign {
    margin-top: 3px;
  }
  .notice h2 {
    margin: 0 0 2px;
    font-size: inherit;
  }
  .notice.error > .sign {
    color: var(--vscode-notificationsErrorIcon-foreground);
  }
  .notice.warning > .sign {
    color: var(--vscode-notificationsWarningIcon-foreground);
  }
  .notice li + li {
    margin-top: 6px;
  }
  .notice vscode-button {
    margin-top: 10px;
  }

  .welcome {
    max-width: 420px;
    padding-top: 16px;
  }
  .welcome h2 {
    font-size: calc(var(--vscode-font-size, 13px) + 2px);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-top: 14px;
  }
  .profile-line {
    display: flex;
    align-items: center;
    gap: 6px;
    margin-top: 16px;
  }

  @container panel (min-width: 860px) {
    .columns {
      display: grid;
      grid-template-columns: minmax(0, 4fr) minmax(0, 5fr);
    }
    .column + .column {
      border-left: 1px solid var(--rule);
    }
  }
  @container panel (max-width: 859px) {
    .column + .column {
      border-top: 1px solid var(--rule);
    }
  }
`;
