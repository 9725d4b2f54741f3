/** When the panel draws, with frames and seconds that pass only when a test says so. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drawing } from '../../webview/drawing.ts';

function setUp(timeShows: boolean) {
  const frames: (() => void)[] = [];
  const timers: { delayMs: number; run: () => void }[] = [];
  const drawn = { times: 0, timeShows };
  const ask = drawing(
    () => {
      drawn.times += 1;
      return { timeShows: drawn.timeShows };
    },
    { nextFrame: (run) => frames.push(run), later: (delayMs, run) => timers.push({ delayMs, run }) },
  );
  return { ask, drawn, timers, frames, frame: () => frames.shift()?.() };
}

describe('drawing', () => {
  it('E6: draws once a frame, however often it is asked', () => {
    const { ask, drawn, frame, frames } = setUp(false);
    for (let times = 0; times < 1000; times += 1) ask();
    assert.equal(frames.length, 1);
    frame();
    assert.equal(drawn.times, 1);
    ask();
    frame();
    assert.equal(drawn.times, 2);
  });

  it('draws nothing by itself when no time shows', () => {
    const { ask, frame, timers } = setUp(false);
    ask();
    frame();
    assert.equal(timers.length, 0);
  });

  it('draws every second while a running time shows, and stops with it', () => {
    const { ask, drawn, frame, frames, timers } = setUp(true);
    ask();
    frame();
    assert.deepEqual(
      timers.map(({ delayMs }) => delayMs),
      [1000],
    );
    ask();
    frame();
    assert.equal(timers.length, 1, 'one timer, also when drawn in between');
    drawn.timeShows = false;
    timers.shift()?.run();
    frame();
    assert.equal(drawn.times, 3);
    assert.deepEqual([timers.length, frames.length], [0, 0]);
  });
});
