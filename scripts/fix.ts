/** `npm run fix`: formats, and repairs what lint can repair safely. */
import { packageProgram } from './paths.ts';
import { runNode } from './program.ts';

process.exitCode = await runNode([packageProgram('@biomejs/biome/bin/biome'), 'check', '--write']);
