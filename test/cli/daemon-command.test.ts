/** Which Node runs the daemon that the command line starts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nodeFor } from '../../cli/daemon-command.ts';

describe('the Node that runs the daemon', { skip: process.platform === 'win32' }, () => {
  it('is the one that runs the command, where it is new enough', () => {
    const found = nodeFor('/a/dist/daemon.mjs', '22.19.0', '/usr/bin/node', () => true);
    assert.equal(found, '/usr/bin/node');
  });

  it('is else the one that is installed with the project', () => {
    const installed = '/a/node_modules/node/bin/node';
    const found = nodeFor('/a/dist/daemon.mjs', '20.20.2', '/usr/bin/node', (file) => file === installed);
    assert.equal(found, installed);
  });

  it('is named as missing where there is neither', () => {
    assert.throws(() => nodeFor('/a/dist/daemon.mjs', '20.20.2', '/usr/bin/node', () => false), {
      name: 'UsageError',
      message: 'the daemon needs Node 22.19.0 or newer, this is 20.20.2',
    });
  });
});
