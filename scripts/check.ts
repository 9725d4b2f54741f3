/** `npm run check`: what is worth knowing before every commit, without an editor: format, lint, types, unit tests. */
import { formatAndLint, runStages, types, unitTests } from './stages.ts';

process.exitCode = await runStages([formatAndLint, types, unitTests]);
