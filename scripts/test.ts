/** `npm test`: everything, ending with `N passed, N failed`. */
import {
  bundles,
  editorSuite,
  formatAndLint,
  packageTests,
  personTests,
  runStages,
  types,
  unitTestsBesideOthers,
} from './stages.ts';

process.exitCode = await runStages([
  [[formatAndLint], [types], [bundles]],
  // The one computes, the other waits for windows to open; together they keep two processors busy.
  [[unitTestsBesideOthers], [packageTests, editorSuite, personTests]],
]);
