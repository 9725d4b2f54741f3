/** The list of requirements and what names them: none is without a test, and no test names one that is not there. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectFolder } from '../scripts/paths.ts';

const read = (file: string) => readFileSync(join(projectFolder, file), 'utf8');
const filesOf = (pattern: string) => globSync(pattern, { cwd: projectFolder });
const listed = [...read('docs/requirements.md').matchAll(/^- \*\*([A-Z]\d+)\*\* /gm)].map(([, id = '']) => id);

/** Ids at the head of a title: `C1: …`, `W1, W3: …`; in the bench each verdict has one. */
function named(): ReadonlySet<string> {
  const titles = filesOf('test/**/*.ts').flatMap((file) => [
    ...read(file).matchAll(/\b(?:it|describe|test)\(\s*[`'"]((?:[A-Z]\d+(?:, )?)+): /g),
  ]);
  const verdicts = filesOf('scripts/bench.ts').flatMap((file) => [...read(file).matchAll(/'([A-Z]\d)', [`'"]/g)]);
  return new Set([...titles, ...verdicts].flatMap(([, ids = '']) => ids.split(', ')));
}

describe('the requirements', () => {
  it('are listed once each, and each is named by a test or by the bench', () => {
    assert.equal(new Set(listed).size, listed.length);
    assert.ok(listed.length > 50, `only ${listed.length} were read`);
    const names = named();
    assert.deepEqual(
      listed.filter((id) => !names.has(id)),
      [],
    );
  });

  it('are all that tests name', () => {
    const known = new Set(listed);
    assert.deepEqual(
      [...named()].filter((id) => !known.has(id)),
      [],
    );
  });
});
