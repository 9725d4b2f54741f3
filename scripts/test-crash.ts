/** `npm run test:crash`: two hundred kills of a daemon under load instead of the twenty of `npm test`; takes minutes. */
import { join } from 'node:path';
import { projectFolder } from './paths.ts';
import { runNode } from './program.ts';

process.env.DUALTRACK_LONG = '1';
process.exitCode = await runNode(['--test', join(projectFolder, 'test', 'daemon', 'crash.test.ts')]);
