/** `npm run test:desktop`: the editor suite in a desktop VS Code, which is downloaded. */
import { runEditorSuite } from './editor-suite.ts';
import { bundles, runStages } from './stages.ts';

const desktop = { title: 'editor suite (desktop VS Code)', run: () => runEditorSuite('desktop') };

process.exitCode = await runStages([bundles, desktop]);
