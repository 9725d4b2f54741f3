/** VS Code's own chat, other extensions and agents: through the same limits and the same ledger. */
import assert from 'node:assert/strict';
import {
  CancellationTokenSource,
  commands,
  LanguageModelChatMessage,
  type LanguageModelChatResponse,
  LanguageModelChatToolMode,
  LanguageModelDataPart,
  LanguageModelTextPart,
  LanguageModelToolCallPart,
  LanguageModelToolResultPart,
  lm,
} from 'vscode';
import * as z from 'zod';
import { activated, setSetting, tidyUp, until } from './dualtrack.ts';
import { ScriptedUpstream } from './scripted-upstream.ts';

const usageSchema = z.object({ prompt_tokens: z.number(), completion_tokens: z.number(), total_tokens: z.number() });
const askedSchema = z.object({
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown() })),
  tools: z.array(z.unknown()).optional(),
});

/** A picture of one pixel. */
const redDot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC';

describe('the models of the editor', () => {
  let upstream: ScriptedUpstream;

  before(async () => {
    await activated();
    upstream = await ScriptedUpstream.start();
  });
  beforeEach(async () => {
    await setSetting('tracks', { scripted: upstream.track });
    await setSetting('profiles', { scripted: { strategy: 'priority', targets: ['scripted@scripted'] } });
    await commands.executeCommand('dualtrack.switchProfile', { profile: 'scripted' });
  });
  afterEach(tidyUp);
  after(() => upstream.stop());

  async function readAll(answer: Thenable<LanguageModelChatResponse>): Promise<void> {
    for await (const _ of (await answer).text);
  }

  async function model(id: string) {
    for (let tries = 0; tries < 40; tries += 1) {
      const [found] = await lm.selectChatModels({ vendor: 'dualtrack', id });
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`there is no model ${id}`);
  }

  it('are the profiles and the targets', async () => {
    await model('profile:scripted');
    const target = await model('scripted@scripted');
    assert.equal(target.family, 'scripted');
    assert.ok(target.maxInputTokens > 50_000);
  });

  it('answer in a stream, with what was used at the end', async () => {
    upstream.answer = 'It adds.';
    const chat = await model('profile:scripted');
    const image = LanguageModelDataPart.image(Buffer.from(redDot, 'base64'), 'image/png');
    const response = await chat.sendRequest([
      LanguageModelChatMessage.User([new LanguageModelTextPart('What?'), image]),
    ]);
    let text = '';
    const usages: unknown[] = [];
    for await (const part of response.stream) {
      if (part instanceof LanguageModelTextPart) text += part.value;
      if (part instanceof LanguageModelDataPart && part.mimeType === 'usage') {
        usages.push(JSON.parse(new TextDecoder().decode(part.data)));
      }
    }
    assert.equal(text, 'It adds.');
    assert.match(upstream.asked.at(-1) ?? '', /data:image\/png;base64,/);
    // Not every editor hands data parts on to who asked.
    for (const usage of usages) assert.deepEqual(usageSchema.parse(usage).total_tokens, 15);
  });

  it('take tools and their results', async () => {
    upstream.answer = 'Done.';
    const chat = await model('scripted@scripted');
    const response = await chat.sendRequest(
      [
        LanguageModelChatMessage.User('Look it up.'),
        LanguageModelChatMessage.Assistant([new LanguageModelToolCallPart('c1', 'look', { at: 'x' })]),
        LanguageModelChatMessage.User([new LanguageModelToolResultPart('c1', [new LanguageModelTextPart('found')])]),
      ],
      {
        tools: [{ name: 'look', description: 'Looks.', inputSchema: { type: 'object', properties: {} } }],
        toolMode: LanguageModelChatToolMode.Auto,
      },
    );
    for await (const _ of response.text);
    const { messages, tools } = askedSchema.parse(JSON.parse(upstream.asked.at(-1) ?? ''));
    assert.deepEqual(
      messages.map(({ role }) => role),
      ['user', 'assistant', 'tool'],
    );
    assert.equal(tools?.length, 1);
  });

  it('E4: stop the upstream when they are cancelled', async () => {
    upstream.answer = null;
    const chat = await model('scripted@scripted');
    const cancel = new CancellationTokenSource();
    const asking = readAll(chat.sendRequest([LanguageModelChatMessage.User('Wait.')], {}, cancel.token));
    await until('the request', () => upstream.readers === 1);
    cancel.cancel();
    await until('the upstream is let go', () => upstream.readers === 0);
    await asking.catch(() => undefined);
  });

  it('count a text and a message of it alike', async () => {
    const chat = await model('scripted@scripted');
    assert.equal(
      await chat.countTokens('twelve bytes'),
      await chat.countTokens(LanguageModelChatMessage.User('twelve bytes')),
    );
  });

  it('tell an agent what it has cost, by a tool', async () => {
    const result = await lm.invokeTool('dualtrack_spend', { input: { by: 'model' }, toolInvocationToken: undefined });
    const [part] = result.content;
    assert.ok(part instanceof LanguageModelTextPart);
    assert.match(part.value, /"billedCostNanoUsd":\d+/);
  });
});
