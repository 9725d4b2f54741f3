/** The style sheet of the sections above the tables: the summary and what is running. */
import { css } from 'lit';

export const sectionStyles = css`
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
  /* A sum with its sign is wider than a count: four beside each other need the width of a whole panel or of a wide column. */
  .figures.sums {
    grid-template-columns: repeat(2, 1fr);
  }
  @container panel (max-width: 259px) {
    .figures.sums {
      grid-template-columns: 1fr;
    }
  }
  @container panel ((min-width: 520px) and (max-width: 859px)) or (min-width: 1180px) {
    .figures.sums {
      grid-template-columns: repeat(4, 1fr);
    }
  }
  .figures dd {
    white-space: nowrap;
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
`;
