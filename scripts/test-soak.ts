/** `npm run test:soak`: fifty requests a second for thirty minutes; `-- --minutes N` for another time. */
import { join } from 'node:path';
import { projectFolder } from './paths.ts';
import { runNode } from './program.ts';

process.exitCode = await runNode([join(projectFolder, 'test', 'soak', 'long.ts'), ...process.argv.slice(2)]);
