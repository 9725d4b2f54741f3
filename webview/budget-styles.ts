/** The style sheet of the budgets. */
import { css } from 'lit';

export const budgetStyles = css`
  .budgets li {
    padding: 4px 0 8px;
  }
  .budget-line {
    display: flex;
    justify-content: space-between;
    gap: 8px;
  }
  .budget-line .digits {
    flex: none;
  }
  .budgets .note {
    font-size: 12px;
    line-height: 16px;
  }
  .bar {
    display: block;
    width: 100%;
    height: 4px;
    margin: 3px 0;
    outline: 1px solid var(--vscode-contrastBorder, transparent);
    background: color-mix(in srgb, var(--vscode-foreground) 14%, transparent);
  }
  .bar .used {
    fill: var(--vscode-progressBar-background);
  }
  .bar .held {
    fill: var(--vscode-progressBar-background);
    opacity: 0.4;
  }
  .warned .bar rect {
    fill: var(--vscode-notificationsWarningIcon-foreground);
  }
  .full .bar rect {
    fill: var(--bad);
  }
  .full .digits {
    color: var(--bad);
  }
`;
