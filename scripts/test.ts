/** `npm test`: everything, ending with `N passed, N failed`. */
import {
  bundles,
  editorSuite,
  formatAndLint,
  packageTests,
  personTests,
  runStages,
  types,
  unitTests,
} from './stages.ts';

process.exitCode = await runStages([formatAndLint, types, unitTests, bundles, editorSuite, personTests, packageTests]);
