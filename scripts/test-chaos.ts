/** `npm run test:chaos`: many seeds for ten minutes, `-- --minutes N` for another time, `-- --seed N` for one again. */
import { join } from 'node:path';
import { projectFolder } from './paths.ts';
import { runNode } from './program.ts';

process.exitCode = await runNode([join(projectFolder, 'test', 'chaos', 'long.ts'), ...process.argv.slice(2)]);
