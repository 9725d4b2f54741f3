/** `npm run pictures`: takes the README's pictures anew, from the built extension. */
import { build } from './build.ts';
import { runNode } from './program.ts';

await build({ minify: false });
for (const script of ['test/e2e/person/pictures.ts', 'test/webview/panel-picture.ts']) {
  const code = await runNode([script], { show: 'on-failure' });
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
}
