/** One daemon a ledger: a second is refused, and one that is gone leaves no manual step. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { identifyBy, identifyProcess, takeLock } from '../../../server/ledger/lock.ts';
import { RequestError } from '../../../server/request-error.ts';
import { directory, open } from './attempts.ts';
import { MemoryFiles } from './memory-files.ts';

const file = `${directory}/ledger.lock`;
const living = (processes: Readonly<Record<number, string>>) => (pid: number) => processes[pid] ?? null;

describe('the lock', () => {
  it('refuses a second daemon while the first lives, and frees the folder when it is released', () => {
    const files = new MemoryFiles();
    const processes = living({ 1: 'one', 2: 'two' });
    const first = takeLock(files, file, processes, 1);
    assert.ok('release' in first);
    assert.deepEqual(takeLock(files, file, processes, 2), { heldBy: 1 });
    first.release();
    assert.ok('release' in takeLock(files, file, processes, 2));
  });

  it('W3: is taken over from a process that has ended, and from one whose id another now has', () => {
    for (const later of [{ 2: 'two' }, { 1: 'someone else', 2: 'two' }]) {
      const files = new MemoryFiles();
      takeLock(files, file, living({ 1: 'one' }), 1);
      assert.ok('release' in takeLock(files, file, living(later), 2));
      assert.deepEqual(takeLock(files, file, living({ 2: 'two', 3: 'three' }), 3), { heldBy: 2 });
    }
  });

  it('W3: that is no lock at all is replaced', () => {
    const files = new MemoryFiles();
    files.put(file, '{"pid":');
    assert.ok('release' in takeLock(files, file, living({ 1: 'one' }), 1));
  });

  it('W5: clears away unfinished ones of processes that were killed while they took it', () => {
    const files = new MemoryFiles();
    files.put(`${file}.5f0c1f66-6a36-4ad5-8c19-0e3a0c2b7a11`, '{"pid":1,"proc');
    assert.ok('release' in takeLock(files, file, living({ 2: 'two' }), 2));
    assert.deepEqual(files.list(directory), ['ledger.lock']);
  });

  it('taken by another between looking and moving is put back', () => {
    const files = new MemoryFiles();
    takeLock(files, file, living({ 1: 'gone' }), 1);
    const taker = living({ 2: 'two', 3: 'three' });
    let interfered = false;
    const rename = files.rename.bind(files);
    files.rename = (from, to) => {
      if (!interfered) {
        interfered = true;
        files.remove(file);
        assert.ok('release' in takeLock(files, file, taker, 3));
      }
      rename(from, to);
    };
    assert.deepEqual(takeLock(files, file, taker, 2), { heldBy: 3 });
  });

  it('names this process, and nobody under an id that no process has', () => {
    const own = identifyProcess(process.pid);
    assert.equal(typeof own, 'string');
    assert.equal(identifyProcess(process.pid), own);
    assert.equal(identifyProcess(2 ** 30), null);
  });

  it('takes a process that ends while it is looked at for gone, and no other', () => {
    const ended = () => {
      throw new Error('ps ended with 1');
    };
    const looks = [true, false];
    assert.equal(identifyBy(() => looks.shift() ?? false, ended)(7), null);
    assert.throws(() => identifyBy(() => true, ended)(7), /ps ended/);
    assert.equal(identifyBy(() => false, ended)(7), null);
  });

  it('is free when its file is removed while it is read', () => {
    const files = new MemoryFiles();
    takeLock(files, file, living({ 1: 'one' }), 1);
    const read = files.read.bind(files);
    files.read = () => {
      files.read = read;
      files.remove(file);
      throw Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT' });
    };
    assert.ok('release' in takeLock(files, file, living({ 1: 'one', 2: 'two' }), 2));
  });

  it('opening a ledger that another daemon keeps fails with its process id', async () => {
    const files = new MemoryFiles();
    const identify = living({ 41: 'one', 42: 'two' });
    const { ledger } = await open({ files, pid: 41, identifyProcess: identify });
    await assert.rejects(
      open({ files, pid: 42, identifyProcess: identify }),
      (error) =>
        error instanceof RequestError && error.kind === 'ledger-unwritable' && error.message.includes('process 41'),
    );
    await ledger.close();
    const next = await open({ files, pid: 42, identifyProcess: identify });
    await next.ledger.close();
  });
});
