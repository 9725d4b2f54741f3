/** The panel's style sheet: layout and type. Colours are VS Code's theme variables only. */
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
  .bad,
  .note.failed {
    color: var(--bad);
  }
  .number,
  .digits,
  .amount,
  dd,
  .time {
    font-variant-numeric: tabular-nums;
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

  .headline {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
  }
  .headline h2 {
    margin: 0;
  }
  /* The element's own button does not pass the font on. */
  vscode-toolbar-button > span {
    font: var(--vscode-font-weight, normal) var(--vscode-font-size, 13px) / 1.4 var(--vscode-font-family, sans-serif);
  }
  .profile {
    min-width: 0;
    margin-right: -5px;
  }
  .profile-name {
    max-width: 180px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .amount {
    font-size: 26px;
    font-weight: 600;
    line-height: 34px;
    letter-spacing: -0.01em;
  }
  .summary .note {
    font-size: 12px;
    margin-top: 2px;
  }
  .figures {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(60px, 1fr));
    gap: 8px 12px;
    margin: 12px 0 0;
  }
  dt {
    color: var(--quiet);
    font-size: 11px;
    line-height: 16px;
  }
  dd {
    margin: 0;
    font-size: 15px;
    font-weight: 600;
    line-height: 20px;
  }

  .count {
    display: inline-block;
    min-width: 8px;
    margin-left: 4px;
    padding: 0 5px;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 9px;
    background: var(--vscode-badge-background);
    color: var(--vscode-badge-foreground);
    font-weight: 400;
    line-height: 16px;
    text-align: center;
  }
  .running li {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 40px;
  }
  .running-text {
    display: grid;
    flex: 1;
    min-width: 0;
    line-height: 17px;
  }
  .stop {
    flex: none;
    margin-right: -5px;
  }
  @container panel (max-width: 259px) {
    .stop-text {
      display: none;
    }
  }
  .running-text .quiet {
    font-size: 12px;
  }
  .pulse {
    flex: none;
    width: 6px;
    height: 6px;
    margin: 0 5px;
    border-radius: 50%;
    background: var(--vscode-progressBar-background);
  }
  @media (prefers-reduced-motion: no-preference) {
    .pulse {
      animation: pulse 1.6s ease-in-out infinite;
    }
    @keyframes pulse {
      50% {
        opacity: 0.3;
      }
    }
  }

  @container panel (min-width: 1200px) {
    .columns {
      display: grid;
      grid-template-columns: minmax(0, 5fr) minmax(0, 6fr);
    }
    .column + .column {
      border-left: 1px solid var(--rule);
    }
  }
  @container panel (max-width: 1199px) {
    .column + .column {
      border-top: 1px solid var(--rule);
    }
  }
`;
