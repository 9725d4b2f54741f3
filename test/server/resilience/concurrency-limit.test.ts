/** Places and queue: bounded, in order within a client, in turns between clients. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ConcurrencyLimit, type Ticket } from '../../../server/resilience/concurrency-limit.ts';

function queue(limit: ConcurrencyLimit, client: string): Ticket {
  const entrance = limit.enter(client);
  assert.ok(entrance.result === 'queued', entrance.result);
  return entrance.ticket;
}

describe('concurrency limit', () => {
  it('admits up to the limit, then queues, then sheds', () => {
    const limit = new ConcurrencyLimit(2, 1);
    const results = ['a', 'a', 'a', 'a'].map((client) => limit.enter(client).result);
    assert.deepEqual(results, ['admitted', 'admitted', 'queued', 'shed']);
  });

  it('holds ten thousand in the queue and sheds the next', () => {
    const limit = new ConcurrencyLimit(1, 10_000);
    limit.enter('a');
    for (let request = 0; request < 10_000; request++) queue(limit, 'a');
    assert.equal(limit.enter('a').result, 'shed');
    assert.equal(limit.queued, 10_000);
  });

  it('gives a freed place to the first in the queue', () => {
    const limit = new ConcurrencyLimit(1, 10);
    limit.enter('a');
    const [first, second] = [queue(limit, 'a'), queue(limit, 'a')];
    assert.deepEqual(limit.leave(), [first]);
    assert.deepEqual(limit.leave(), [second]);
    assert.deepEqual(limit.leave(), []);
    assert.equal(limit.running, 0);
  });

  it('W6: clients take turns, however many one of them has queued', () => {
    const limit = new ConcurrencyLimit(1, 100);
    limit.enter('agent');
    for (let request = 0; request < 5; request++) queue(limit, 'agent');
    for (let request = 0; request < 2; request++) queue(limit, 'editor');
    const order = Array.from({ length: 7 }, () => limit.leave()[0]?.client);
    assert.deepEqual(order, ['agent', 'editor', 'agent', 'editor', 'agent', 'agent', 'agent']);
  });

  it('W6: a client that fills the queue gives way to one that has less in it', () => {
    const limit = new ConcurrencyLimit(1, 3);
    limit.enter('agent');
    const agents = [queue(limit, 'agent'), queue(limit, 'agent'), queue(limit, 'agent')];
    const entrance = limit.enter('editor');
    assert.ok(entrance.result === 'queued');
    assert.equal(entrance.displaced, agents[2]);
    assert.equal(limit.enter('agent').result, 'shed');
    assert.equal(limit.enter('editor').result, 'shed', 'two and one are as even as three can be');
    assert.equal(limit.queued, 3);
  });

  it('an abandoned ticket is never admitted and frees its place in the queue', () => {
    const limit = new ConcurrencyLimit(1, 2);
    limit.enter('a');
    const [first, second] = [queue(limit, 'a'), queue(limit, 'b')];
    assert.equal(limit.abandon(first), true);
    assert.equal(limit.abandon(first), false);
    queue(limit, 'c');
    assert.deepEqual(limit.leave(), [second]);
    assert.equal(limit.abandon(second), false, 'it runs');
  });

  it('a higher limit admits at once, a lower one waits for places to free', () => {
    const limit = new ConcurrencyLimit(1, 10);
    limit.enter('a');
    const tickets = [queue(limit, 'a'), queue(limit, 'a'), queue(limit, 'a')];
    assert.deepEqual(limit.setLimit(3), tickets.slice(0, 2));
    assert.deepEqual(limit.setLimit(1), []);
    assert.deepEqual([limit.leave(), limit.leave()], [[], []]);
    assert.deepEqual(limit.leave(), tickets.slice(2));
  });

  it('property: never more running than the limit, never a free place while someone waits, every ticket ends once', () => {
    const step = fc.record({
      do: fc.constantFrom('enter', 'enter', 'leave', 'abandon'),
      client: fc.constantFrom('a', 'b', 'c'),
      which: fc.nat(30),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 8 }),
        fc.array(step, { maxLength: 200 }),
        (places, maxQueued, steps) => {
          const limit = new ConcurrencyLimit(places, maxQueued);
          const waiting = new Set<Ticket>();
          let running = 0;
          for (const { do: what, client, which } of steps) {
            if (what === 'enter') {
              const entrance = limit.enter(client);
              if (entrance.result === 'admitted') running += 1;
              if (entrance.result === 'queued') waiting.add(entrance.ticket);
              if (entrance.result === 'queued' && entrance.displaced !== null)
                assert.ok(waiting.delete(entrance.displaced));
            } else if (what === 'leave' && running > 0) {
              running -= 1;
              for (const ticket of limit.leave()) {
                assert.ok(waiting.delete(ticket), 'admitted a ticket that was not waiting');
                running += 1;
              }
            } else if (what === 'abandon') {
              const ticket = [...waiting][which % Math.max(1, waiting.size)];
              if (ticket !== undefined) assert.equal(limit.abandon(ticket), waiting.delete(ticket));
            }
            assert.deepEqual([limit.running, limit.queued], [running, waiting.size]);
            assert.ok(running <= places && waiting.size <= maxQueued);
            assert.ok(waiting.size === 0 || running === places);
          }
        },
      ),
    );
  });
});
