/** Whatever keeps a client from the daemon is recognised, and can be said in another language. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { DaemonLost } from '../../client/errors.ts';
import { clientMessageIn, clientMessages } from '../../client/messages.ts';
import { judgeDaemon } from '../../client/version-rules.ts';
import { translator } from '../../protocol/translate.ts';
import { projectFolder } from '../../scripts/paths.ts';

const marked = translator(Object.fromEntries(clientMessages.map((text) => [text, `<${text}>`])));

describe('the messages of a client', () => {
  it('E7: are all recognised', async () => {
    const folder = join(projectFolder, 'client');
    const names = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
    const sources = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    const thrown = sources.join('\n').matchAll(/new DaemonUnavailable\(\s*(?:`([^`]*)`|'([^'\n]*)')/g);
    const texts = [...thrown].map(([, template, plain]) => {
      let at = 0;
      return plain ?? (template ?? '').replace(/\$\{[^}]*\}/g, () => `{${at++}}`);
    });
    assert.ok(texts.length >= 8, `only ${texts.length} were found`);
    const known: readonly string[] = clientMessages;
    const unknown = texts.filter((text) => !known.includes(text));
    assert.deepEqual(unknown, []);
  });

  it('E7: of a newer daemon and of a lost one are recognised, too', () => {
    const verdict = judgeDaemon({ version: '1.0.0', protocolVersion: 1 }, { version: '2.0.0', protocolVersion: 2 });
    const refused = verdict.kind === 'refuse' ? verdict.reason : '';
    assert.match(clientMessageIn(refused, marked), /^<the running daemon is newer \(2\.0\.0, protocol 2\).*>$/);
    assert.match(clientMessageIn(new DaemonLost().message, marked), /^<.*>$/);
  });

  it('keep what stands in them', () => {
    assert.equal(
      clientMessageIn('the daemon could not start: EADDRINUSE', marked),
      '<the daemon could not start: EADDRINUSE>',
    );
    assert.equal(clientMessageIn('something else', marked), 'something else');
  });
});
