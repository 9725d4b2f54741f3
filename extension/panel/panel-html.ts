/** The page of the panel's webview: it may run our one script and load nothing else. */

export interface PanelPage {
  /** Where the webview loads its files from, as `Webview.cspSource` tells it. */
  readonly source: string;
  readonly scriptUri: string;
  /** Made anew for every page. */
  readonly nonce: string;
  readonly locale: string;
}

export function panelHtml({ source, scriptUri, nonce, locale }: PanelPage): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${source}`,
    `font-src ${source}`,
    `img-src ${source}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${locale}">
  <head>
    <meta charset="UTF-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Dualtrack</title>
  </head>
  <body>
    <script type="module" nonce="${nonce}" src="${scriptUri}"></script>
  </body>
</html>
`;
}
