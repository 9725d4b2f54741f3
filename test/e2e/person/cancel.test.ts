/** A person who has seen enough: the Cancel button of the notification ends the answer, and the upstream hears of it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SlowUpstream } from '../editor/slow-upstream.ts';
import { asPerson } from './person.ts';

describe('a person who cancels', () => {
  let upstream: SlowUpstream;

  before(async () => {
    upstream = await SlowUpstream.start();
  });
  const person = asPerson(() => ({ sameWindow: true, configuration: { tracks: { relay: upstream.track } } }));
  after(() => upstream?.stop());

  it('E4: the Cancel button ends the answer, which keeps what came and says that it was stopped', async () => {
    const { window } = person;
    await window.tab('invoice.ts').click();
    await window.selectLines(1, 6);
    await window.runCommand('Dualtrack: Explain Selection');
    await window.line(/word word word/).waitFor();
    const asking = window.notification(/asking/);
    await asking.hover();
    await asking.getByRole('button', { name: 'Cancel' }).click();
    await window
      .line(/incomplete|[Ss]topped/)
      .first()
      .waitFor();
    await window
      .line(/word word word/)
      .first()
      .waitFor();
    assert.equal(upstream.readers, 0);
  });
});
