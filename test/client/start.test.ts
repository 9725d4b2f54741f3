/** How a daemon is started that outlives its starter: its environment, and how long it is waited for. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backoffMs } from '../../client/join.ts';
import { daemonEnvironment } from '../../client/start.ts';

describe('the environment of a daemon', () => {
  it('leaves out what belongs to the editor and to its Node, and keeps keys and proxies', () => {
    const environment = daemonEnvironment({
      PATH: '/bin',
      RELAY_KEY: 'k',
      HTTPS_PROXY: 'http://proxy',
      NODE_OPTIONS: '--inspect',
      VSCODE_PID: '1',
      VSCODE_IPC_HOOK: 'x',
      ELECTRON_NO_ATTACH_CONSOLE: '1',
    });
    assert.deepEqual(environment, {
      PATH: '/bin',
      RELAY_KEY: 'k',
      HTTPS_PROXY: 'http://proxy',
      ELECTRON_RUN_AS_NODE: '1',
    });
  });
});

describe('W1: waiting for a daemon to start', () => {
  it('looks often at first and never waits more than a tenth of a second', () => {
    assert.deepEqual([0, 1, 2, 3, 4, 5, 100].map(backoffMs), [10, 20, 40, 80, 100, 100, 100]);
  });
});
