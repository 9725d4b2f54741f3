/** The style sheet of circuit breakers and limits. */
import { css } from 'lit';

export const statusStyles = css`
  .breakers li,
  .limits li {
    padding: 4px 0 8px;
  }
  .breaker-line {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 8px;
  }
  .limit-line {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 8px;
  }
  .breaker-foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 4px 8px;
  }
  .mark.state {
    flex: none;
  }
  .open .mark.state {
    color: var(--bad);
    border-color: var(--bad);
  }
  .breakers .note,
  .limits .note {
    font-size: 12px;
    line-height: 16px;
  }
  .strip {
    display: block;
    width: 100%;
    height: 10px;
    margin: 3px 0;
  }
  .strip .line {
    fill: var(--vscode-charts-green);
  }
  .disabled .strip .line {
    fill: var(--quiet);
  }
  :is(.open, .half-open) .strip .line {
    fill: var(--vscode-charts-yellow);
  }
  .strip .trip {
    fill: var(--bad);
  }
  .breaker-actions {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-left: auto;
  }
  .low .used {
    fill: var(--bad);
  }
  .actions.small {
    margin-top: 10px;
  }
`;
