/** What the editor reports, told to the model. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnosticsText, type Report } from '../../extension/asking/diagnostics-text.ts';

function report(fromLine: number, more: Partial<Report> = {}): Report {
  return { severity: 'error', fromLine, toLine: fromLine, message: 'it is wrong', ...more };
}

const excerpts = [{ fromLine: 3, toLine: 5, text: '' }];

describe('the reports on a selection', () => {
  it('are those that touch it, the gravest first', () => {
    const reports = [
      report(2),
      report(4, { severity: 'hint', source: 'lint' }),
      report(5),
      report(1, { toLine: 3 }),
      report(6),
    ];
    assert.equal(
      diagnosticsText(reports, excerpts, 'none'),
      '- line 1, error: it is wrong\n- line 5, error: it is wrong\n- line 4, hint (lint): it is wrong',
    );
  });

  it('are one line each, and not without end', () => {
    const many = Array.from({ length: 200 }, () => report(4, { message: 'a\n  b' }));
    const lines = diagnosticsText(many, excerpts, 'none').split('\n');
    assert.equal(lines.length, 50);
    assert.equal(lines[0], '- line 4, error: a b');
  });

  it('are said to be none where there are none', () => {
    assert.equal(diagnosticsText([report(9)], excerpts, 'none'), 'none');
  });
});
