/** `dualtrack mcp`, asked by the official client. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import * as z from 'zod';
import { spendReportSchema } from '../../protocol/spend.ts';
import { productVersion } from '../../protocol/version.ts';
import { Lab } from '../daemon/lab.ts';
import { commandOf, run } from './terminal.ts';

const toldSchema = z.object({
  isError: z.boolean().optional(),
  content: z.array(z.object({ text: z.string() })).length(1),
});

describe('dualtrack mcp', () => {
  let lab: Lab;
  let client: Client;

  before(async () => {
    lab = await Lab.open({ profile: { targets: ['gpt-4.1@env'] } });
    const asked = await run(lab, ['ask', 'What is this?']);
    assert.equal(asked.code, 0, asked.err);
    client = new Client({ name: 'test', version: '1' });
    await client.connect(new StdioClientTransport(commandOf(lab, ['mcp'])));
  });
  after(async () => {
    await client?.close();
    await lab?.close();
  });

  async function call(name: string, given: Record<string, unknown>) {
    const told = toldSchema.parse(await client.callTool({ name, arguments: given }));
    return { isError: told.isError ?? false, text: told.content[0]?.text ?? '' };
  }

  it('says who it is and which tools there are, all of which only look', async () => {
    assert.deepEqual(client.getServerVersion(), { name: 'dualtrack', version: productVersion });
    const { tools } = await client.listTools();
    assert.deepEqual(
      tools.map(({ name }) => name),
      ['spend', 'routes', 'budgets'],
    );
    for (const tool of tools) {
      assert.equal(tool.inputSchema.type, 'object');
      assert.equal(tool.annotations?.readOnlyHint, true);
    }
  });

  it('tells what was spent, in integers of a nano-dollar', async () => {
    const { text } = await call('spend', { by: 'target' });
    const { totals, groups } = spendReportSchema.parse(JSON.parse(text));
    assert.equal(totals.requests, 1);
    assert.equal(groups[0]?.key, 'gpt-4.1@env');
    assert.ok(totals.billedCostNanoUsd > 0);
  });

  it('S4: tells where requests went, without a prompt or an answer', async () => {
    const { text } = await call('routes', { limit: 5 });
    assert.match(text, /"target":"gpt-4\.1@env"/);
    assert.doesNotMatch(text, /What is this/);
  });

  it('names the field, the rule and the value of a wrong argument', async () => {
    const { isError, text } = await call('spend', { by: 'colour' });
    assert.equal(isError, true);
    assert.match(text, /by/);
    assert.match(text, /target/);
    assert.match((await call('nothing', {})).text, /there is no tool "nothing"; there are spend, routes, budgets/);
  });
});
