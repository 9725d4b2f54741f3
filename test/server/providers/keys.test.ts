/** Where a request's key comes from, and what is said when it is not there. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KeyReference } from '../../../protocol/key-reference.ts';
import { createKeys } from '../../../server/providers/keys.ts';
import { runCommand } from '../../../server/providers/run-command.ts';
import { RequestError } from '../../../server/request-error.ts';
import { targetAt } from './exchange.ts';

const never = new AbortController().signal;
const trackWith = (apiKey: KeyReference) => targetAt('http://127.0.0.1:9/v1', 'm', { apiKey }).track;

function keysWith(run: (command: string) => Promise<string> = async () => '', held: Record<string, string> = {}) {
  const commands: string[] = [];
  const keys = createKeys({
    secrets: { get: (name) => held[name] ?? null },
    environment: { RELAY_KEY: ' from-env ', MASKED_KEY: 'sk-abc…wxyz' },
    runCommand: (command) => {
      commands.push(command);
      return run(command);
    },
  });
  return { keys, commands };
}

async function refusal(promise: Promise<unknown>): Promise<RequestError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof RequestError);
  return error;
}

describe('keys', () => {
  it('come from an editor’s secrets, the environment or a command', async () => {
    const { keys } = keysWith(async () => 'from-command\nsecond line\n', { relay: 'from-editor' });
    assert.equal(await keys.resolve(trackWith({ secret: 'relay' }), never), 'from-editor');
    assert.equal(await keys.resolve(trackWith({ env: 'RELAY_KEY' }), never), 'from-env');
    assert.equal(await keys.resolve(trackWith({ command: 'op read x' }), never), 'from-command');
  });

  it('a track without a key reference has none', async () => {
    assert.equal(await keysWith().keys.resolve(targetAt('http://127.0.0.1:9/v1').track, never), null);
  });

  it('a missing one is kind auth and says where it was looked for', async () => {
    const { keys } = keysWith();
    const secret = await refusal(keys.resolve(trackWith({ secret: 'relay' }), never));
    assert.equal(secret.kind, 'auth');
    assert.match(secret.message, /"relay" is held by VS Code; open a window.*or use env or command/);
    const env = await refusal(keys.resolve(trackWith({ env: 'NOT_SET' }), never));
    assert.match(env.message, /environment variable NOT_SET/);
    const command = await refusal(keys.resolve(trackWith({ command: 'true' }), never));
    assert.match(command.message, /tracks\.relay\.apiKey: its command printed nothing/);
  });

  it('that no HTTP header can carry are refused where they are read, by field and rule, and never shown', async () => {
    const printed = ['sk-abc…wxyz', 'sk-good'];
    const { keys } = keysWith(async () => printed.shift() ?? '', { broken: 'sk-abc\r\nX-Evil: 1' });
    const command = trackWith({ command: 'op read x' });
    for (const track of [trackWith({ secret: 'broken' }), trackWith({ env: 'MASKED_KEY' }), command]) {
      const { kind, message } = await refusal(keys.resolve(track, never));
      assert.equal(kind, 'auth');
      assert.match(
        message,
        /^the key of tracks\.relay\.apiKey must hold only characters that an HTTP header can carry/,
      );
      assert.doesNotMatch(message, /abc|wxyz|Evil/);
    }
    assert.equal(await keys.resolve(command, never), 'sk-good', 'the command is run again');
  });

  it('W8: a changed secret serves the next request', async () => {
    const held: Record<string, string> = { relay: 'old' };
    const { keys } = keysWith(async () => '', held);
    assert.equal(await keys.resolve(trackWith({ secret: 'relay' }), never), 'old');
    held.relay = 'new';
    assert.equal(await keys.resolve(trackWith({ secret: 'relay' }), never), 'new');
  });

  it('a command runs once, also for requests that come together, and again after its key was refused', async () => {
    const { keys, commands } = keysWith(async () => `key-${commands.length}`);
    const track = trackWith({ command: 'print' });
    const together = await Promise.all([keys.resolve(track, never), keys.resolve(track, never)]);
    assert.deepEqual(together, ['key-1', 'key-1']);
    assert.equal(await keys.resolve(track, never), 'key-1');
    await keys.refused(track, 'key-1');
    assert.equal(await keys.resolve(track, never), 'key-2');
    // A request with the former key comes back late: the new one is not blamed for it.
    await keys.refused(track, 'key-1');
    assert.equal(await keys.resolve(track, never), 'key-2');
  });

  it('S2: a failing command is tried again, and what it wrote is nowhere in the error', async () => {
    let isBroken = true;
    const { keys } = keysWith(async () => {
      if (isBroken) throw new Error('locked: sk-secret');
      return 'key';
    });
    const track = trackWith({ command: 'print' });
    const error = await refusal(keys.resolve(track, never));
    assert.equal(error.cause, undefined);
    assert.doesNotMatch(error.message, /secret/);
    isBroken = false;
    assert.equal(await keys.resolve(track, never), 'key');
  });

  it('who waits for a command can leave, and it goes on for the others', async () => {
    const printed = Promise.withResolvers<string>();
    const { keys, commands } = keysWith(() => printed.promise);
    const track = trackWith({ command: 'print' });
    const abort = new AbortController();
    const left = keys.resolve(track, abort.signal);
    const stays = keys.resolve(track, never);
    const reason = new RequestError('cancelled', 'gone');
    abort.abort(reason);
    await assert.rejects(left, reason);
    printed.resolve('key');
    assert.equal(await stays, 'key');
    assert.equal(commands.length, 1);
  });

  it('a command that takes too long or fails gives an error without its output', async () => {
    const node = `"${process.execPath}"`;
    await assert.rejects(
      runCommand(`${node} -e "console.log('sk-1');setTimeout(()=>{},60000)"`, 300),
      (error: Error) => {
        assert.match(error.message, /no answer within 300 ms/);
        return !error.message.includes('sk-1');
      },
    );
    await assert.rejects(runCommand(`${node} -e "console.error('sk-1');process.exit(3)"`), /^Error: exit code 3$/);
    assert.equal(await runCommand(`${node} -p 1+1`), '2\n');
  });
});
