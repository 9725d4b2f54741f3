/** The data directory: made with the folders above it and closed to others, or refused at once. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { locate } from '../../client/locate.ts';

describe('the data directory', () => {
  it('is made with the folders above it, each closed to others', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dualtrack-locate-'));
    try {
      const { dataDirectory } = await locate({ dataDirectory: join(folder, 'a', 'b', 'c') });
      for (const one of [dataDirectory, join(folder, 'a'), join(folder, 'a', 'b')]) {
        assert.equal(statSync(one).mode & 0o077, 0, one);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is refused at once where no folder can be made', { skip: process.platform !== 'linux' }, async () => {
    for (const dataDirectory of ['/proc/dualtrack', '/proc/dualtrack/deeper/still', '/proc/self/x', '/dev/null/x']) {
      await assert.rejects(locate({ dataDirectory }), (error: Error) => {
        assert.equal(error.name, 'DaemonUnavailable');
        const said = `the data directory ${dataDirectory} cannot be used: no folder can be made in `;
        assert.ok(error.message.startsWith(said), error.message);
        return true;
      });
    }
  });
});
