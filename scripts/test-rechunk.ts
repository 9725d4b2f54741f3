/** `npm run test:rechunk`: every recorded answer split at every offset, which takes some twenty minutes. */
import { join } from 'node:path';
import { projectFolder } from './paths.ts';
import { runNode } from './program.ts';

process.env.DUALTRACK_LONG = '1';
process.exitCode = await runNode(['--test', join(projectFolder, 'test', 'server', 'providers', 'rechunk.test.ts')]);
