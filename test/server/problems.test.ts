/** Everything that a person can mend, in one list. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createConfigurationStore } from '../../server/configuration/store.ts';
import { listProblems } from '../../server/problems.ts';
import { RecordingLedger } from '../support/recording-ledger.ts';

describe('what is wrong, in one list', () => {
  it('L4: names configuration, gateway and ledger, each with its field or file', () => {
    const ledger = new RecordingLedger();
    ledger.problems = () => [
      { kind: 'corrupt-line', file: 'journal-2026-11.jsonl', message: 'one line was set aside' },
    ];
    const problems = listProblems({
      configuration: createConfigurationStore({ activeProfile: 'gone' }),
      ledger,
      gateway: { problem: () => 'gateway.port must be a free port, got 80 (EACCES)' },
    });
    assert.deepEqual(
      problems.map(({ source, field }) => [source, field]),
      [
        ['file', 'activeProfile'],
        ['gateway', 'gateway.port'],
        ['ledger', 'journal-2026-11.jsonl'],
      ],
    );
  });
});
