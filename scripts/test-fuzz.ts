/** `npm run test:fuzz`: more than 100,000 inputs instead of the thousand of `npm test`; takes some ten minutes, and tells its seeds. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './paths.ts';
import { runNode } from './program.ts';

process.env.DUALTRACK_LONG = '1';
const files = globSync('test/fuzz/**/*.test.ts', { cwd: projectFolder }).sort();
process.exitCode = await runNode([
  '--test',
  // One at a time: each measures how long an input keeps its process busy.
  '--test-concurrency=1',
  ...files.map((file) => join(projectFolder, file)),
]);
