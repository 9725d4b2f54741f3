/** What a person without a track is offered, and when a step of the walkthrough has happened. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isCheapFirst } from '../../../extension/onboarding/cheap-first.ts';
import { offerFor } from '../../../extension/onboarding/first-offer.ts';

const simulated = { track: 'sandbox', simulated: true, discovered: false };
const found = { track: 'lm-studio', simulated: false, discovered: true };
const configured = { track: 'relay', simulated: false, discovered: false };

describe('the first offer', () => {
  it('names a server that was found on this machine', () => {
    assert.deepEqual(offerFor([simulated, found]), { kind: 'offer', server: 'LM Studio' });
    assert.deepEqual(offerFor([simulated]), { kind: 'offer', server: null });
  });

  it('is not made where a track is configured', () => {
    assert.deepEqual(offerFor([simulated, found, configured]), { kind: 'none' });
  });
});

describe('the cheapest work first', () => {
  const profile = (name: string, strategy: string, builtIn = true) => ({
    name,
    strategy,
    builtIn,
    description: '',
    targets: [],
  });
  const profiles = [
    profile('default', 'priority'),
    profile('cheapest', 'cheapest'),
    profile('dual-track', 'priority'),
    profile('mine', 'priority', false),
  ];
  const isCheap = (chosen: string | undefined) => isCheapFirst({ profiles, activeProfile: 'default' }, chosen);

  it('has been moved when the window asks by a profile that puts it first', () => {
    assert.deepEqual(['cheapest', 'dual-track'].map(isCheap), [true, true]);
    assert.deepEqual([undefined, 'mine', 'gone'].map(isCheap), [false, false, false]);
  });
});
