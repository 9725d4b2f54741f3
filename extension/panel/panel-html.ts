/** The page of the panel's webview: it may load our two files and nothing else. */

export interface PanelPage {
  /** Where the webview loads its files from, as `Webview.cspSource` tells it. */
  readonly source: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /** Made anew for every page. */
  readonly nonce: string;
  readonly locale: string;
}

export function panelHtml({ source, scriptUri, styleUri, nonce, locale }: PanelPage): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    // Custom elements set style attributes, which 'unsafe-inline' allows; a style can send nothing out under the rest.
    `style-src ${source} 'unsafe-inline'`,
    `font-src ${source}`,
    `img-src ${source}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${locale}">
  <head>
    <meta charset="UTF-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" href="${styleUri}">
    <title>Dualtrack</title>
  </head>
  <body>
    <main id="panel"></main>
    <script type="module" nonce="${nonce}" src="${scriptUri}"></script>
  </body>
</html>
`;
}
