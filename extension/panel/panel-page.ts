/** Puts the panel's page into a webview of the editor. */
import { randomBytes } from 'node:crypto';
import { env, Uri, type Webview } from 'vscode';
import { panelHtml } from './panel-html.ts';

export function loadPanel(webview: Webview, extensionUri: Uri): void {
  const files = Uri.joinPath(extensionUri, 'dist');
  webview.options = { enableScripts: true, localResourceRoots: [files] };
  webview.html = panelHtml({
    source: webview.cspSource,
    scriptUri: webview.asWebviewUri(Uri.joinPath(files, 'webview.js')).toString(),
    nonce: randomBytes(16).toString('base64'),
    locale: env.language,
  });
}
