/** An answer from the first word to its end, as the document shows it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ErrorCodes, ResponseError } from 'vscode-jsonrpc';
import {
  type Answer,
  isRunning,
  newAnswer,
  nextTurn,
  renderAnswer,
  withProgress,
  withResult,
} from '../../extension/answers/answer.ts';
import { answerTitle } from '../../extension/answers/answer-title.ts';
import { adviceFor } from '../../extension/asking/failure-advice.ts';
import { endedBy } from '../../extension/asking/failure-of.ts';
import type { AskProgress } from '../../protocol/ask.ts';
import { type FailureKind, requestFailedCode } from '../../protocol/failure.ts';
import { english } from '../../protocol/translate.ts';
import { resultWith } from './results.ts';

function text(text: string, choiceIndex = 0): AskProgress {
  return { kind: 'parts', parts: [{ type: 'text-delta', choiceIndex, text }] };
}

function heard(...progress: AskProgress[]): Answer {
  return progress.reduce(withProgress, newAnswer('Why?', 'a.ts, lines 1'));
}

describe('an answer', () => {
  it('names the target it waits for', () => {
    const answer = heard({ kind: 'trying', target: 'a@relay', attempt: 1, reason: 'first' });
    assert.match(renderAnswer(answer, english), /^> Why\?\n>\n> — a\.ts, lines 1\n\nAsking a@relay…\n$/);
  });

  it('grows with each part of choice 0', () => {
    const answer = heard(text('It '), text('other', 1), text('adds.'));
    assert.equal(answer.text, 'It adds.');
    assert.equal(answer.state.state, 'streaming');
    assert.ok(isRunning(answer));
  });

  it('E8: ends with the cost line', () => {
    const lines = renderAnswer(withResult(heard(text('It adds.')), resultWith()), english)
      .trimEnd()
      .split('\n');
    assert.match(lines.at(-1) ?? '', /^gpt-4\.1@relay · .* · complete$/);
    assert.ok(lines.includes('It adds.'));
  });

  it('F1: of which the stream was cut says so above the cost line and keeps what came', () => {
    const failure = { kind: 'truncated', message: 'the stream of a@relay ended early' } as const;
    const answer = withResult(heard(text('It a')), resultWith({ complete: false, text: 'It a', failure }));
    const shown = renderAnswer(answer, english);
    assert.match(shown, /It a\n\n---\n\n\*\*Not the whole answer\.\*\* The stream of a@relay ended early/);
    assert.match(shown, /· incomplete\n$/);
  });

  it('closes a code block that was cut, so that the lines below it are read', () => {
    const cut = withResult(heard(text('```ts\nconst a')), resultWith({ text: '```ts\nconst a' }));
    assert.match(renderAnswer(cut, english), /const a\n```\n\n---/);
    const whole = withResult(heard(text('```ts\na\n```')), resultWith({ text: '```ts\na\n```' }));
    assert.doesNotMatch(renderAnswer(whole, english), /```\n```/);
  });

  it('takes text from the result that was not heard as parts', () => {
    assert.equal(withResult(heard(), resultWith({ text: 'All of it.' })).text, 'All of it.');
  });

  it('E4: that was stopped says so, keeps what came, and is not complete', () => {
    const failure = { kind: 'cancelled', message: 'the request was cancelled' } as const;
    const shown = renderAnswer(withResult(heard(text('It')), resultWith({ complete: false, failure })), english);
    assert.match(shown, /\*\*You stopped it\.\*\* What came is kept\./);
    assert.match(shown, /· incomplete\n$/);
  });

  it('says when the model stopped at its limit of tokens', () => {
    const answer = withResult(heard(text('It')), resultWith({ finishReason: 'length' }));
    assert.match(renderAnswer(answer, english), /limit of output tokens/);
  });
});

describe('an answer whose request was rejected', () => {
  const rejected = (data: unknown) => endedBy(new ResponseError(requestFailedCode, 'no', data));

  it('shows the message and what to do', () => {
    const state = rejected({ kind: 'auth', message: 'relay refuses the key' });
    const shown = renderAnswer({ ...heard(), state }, english);
    assert.match(shown, /\*\*No answer\.\*\* relay refuses the key\.\n\nCheck the key/);
    assert.equal(isRunning({ ...heard(), state }), false);
  });

  it('is read the same from any copy of the error class', () => {
    const error = { code: requestFailedCode, message: 'no', data: { kind: 'auth', message: 'no key' } };
    assert.equal(endedBy(error).state, 'failed');
  });

  it('E4: is stopped, not failed, when the person cancelled it', () => {
    assert.deepEqual(rejected({ kind: 'cancelled', message: 'stopped' }), { state: 'stopped' });
  });

  it('is lost when the daemon went away', () => {
    assert.deepEqual(endedBy(new Error('gone')), { state: 'lost', reason: 'gone' });
    const rejected = new ResponseError(ErrorCodes.PendingResponseRejected, 'connection disposed');
    assert.deepEqual(endedBy(rejected), { state: 'lost', reason: 'connection disposed' });
  });

  it('names the field the daemon refused', () => {
    const state = endedBy(new ResponseError(ErrorCodes.InvalidParams, 'profile must be one of "a", got "b"'));
    assert.ok(state.state === 'failed');
    assert.equal(state.failure.kind, 'invalid-request');
  });
});

describe('an answer that was refused', () => {
  const said = (kind: FailureKind, message: string) =>
    renderAnswer(
      { ...newAnswer('Why?', 'a.ts, line 1'), state: { state: 'failed', failure: { kind, message } } },
      english,
    );

  it('says so in a sentence without a code, and what can be done here', () => {
    assert.match(
      said('over-budget', 'budget day (everything) allows $1.00 a day'),
      /\*\*No answer\.\*\* Budget day \(everything\) allows \$1\.00 a day\.\n\nAllow this request once, raise the budget, or/,
    );
    assert.match(
      said('auth', 'gpt-4.1@relay: 401 Unauthorized.'),
      /\*\*No answer\.\*\* gpt-4\.1@relay: 401 Unauthorized\.\n/,
    );
    assert.match(said('no-target', '路由方案 a 没有目标'), /路由方案 a 没有目标。\n/);
  });

  it('for want of a price leads to the settings', () => {
    assert.match(
      said('no-price', 'budget day'),
      /Give the model a price in the settings, or allow this request once\./,
    );
    assert.deepEqual(adviceFor('no-price', english).remedies, ['allow-once', 'open-settings', 'show-panel']);
  });
});

describe('a conversation', () => {
  const refused: Answer = {
    ...newAnswer('Why?', 'a.ts, line 1'),
    state: { state: 'failed', failure: { kind: 'over-budget', message: 'the budget is used up' } },
  };

  it('goes on below what was said', () => {
    const second = nextTurn(heard(text('It adds.')), newAnswer('And then?', 'a.ts, line 1'));
    assert.match(renderAnswer(second, english), /It adds\.[\s\S]*> And then\?/);
  });

  it('has the same question, asked again, in the place of its refusal, and another one below it', () => {
    const again = renderAnswer(nextTurn(refused, newAnswer('Why?', 'a.ts, line 1')), english);
    assert.doesNotMatch(again, /No answer/);
    assert.equal(again.match(/> Why\?/g)?.length, 1);
    assert.match(
      renderAnswer(nextTurn(refused, newAnswer('How?', 'a.ts, line 1')), english),
      /No answer[\s\S]*> How\?/,
    );
  });
});

describe('the name of an answer', () => {
  it('is the first line of the question, cut at a word', () => {
    assert.equal(
      answerTitle('Why is this loop so slow when the list is long?\nmore'),
      'Why is this loop so slow when the list…',
    );
  });

  it('holds nothing that a path or a tab cannot show', () => {
    assert.equal(answerTitle(' a/b\\c: "d" \u202e<e>? #1 '), 'a b c d e 1');
    assert.equal(answerTitle('???'), 'Answer');
  });
});
