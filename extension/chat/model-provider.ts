/**
 * Offers profiles and targets as models of VS Code, so that its own chat and other extensions go through the same
 * limits and the same ledger.
 */
import {
  type CancellationToken,
  type LanguageModelChatRequestMessage,
  LanguageModelDataPart,
  type LanguageModelResponsePart,
  LanguageModelTextPart,
  LanguageModelToolCallPart,
  type Progress,
  type ProvideLanguageModelChatResponseOptions,
  workspace,
} from 'vscode';
import { methods } from '../../protocol/methods.ts';
import type { Part } from '../../protocol/part.ts';
import { totalInputTokens, totalOutputTokens, type Usage } from '../../protocol/usage.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import { said } from '../language.ts';
import type { ProfileChoice } from '../profile-choice.ts';
import { askedOf, type ListedModel, listModels, modelOfWindow } from './model-list.ts';
import { textOf, toChat } from './to-chat.ts';
import { ToolCalls } from './tool-calls.ts';

export class ModelProvider {
  readonly #daemon: DaemonConnection;
  readonly #profile: Pick<ProfileChoice, 'current'>;
  #known: readonly ListedModel[] = [modelOfWindow(said)];

  constructor(daemon: DaemonConnection, profile: Pick<ProfileChoice, 'current'>) {
    this.#daemon = daemon;
    this.#profile = profile;
  }

  async list({ silent }: { readonly silent: boolean }): Promise<ListedModel[]> {
    // Asked in silence at every start of the editor: that alone starts no daemon.
    if (silent && this.#daemon.state.state !== 'ready') return [...this.#known];
    const [status, { targets }] = await Promise.all([
      this.#daemon.request(methods.status, {}),
      this.#daemon.request(methods.targets, {}),
    ]);
    this.#known = listModels(status, targets, said);
    return [...this.#known];
  }

  async respond(
    { id }: ListedModel,
    messages: readonly LanguageModelChatRequestMessage[],
    options: ProvideLanguageModelChatResponseOptions,
    progress: Progress<LanguageModelResponsePart>,
    token: CancellationToken,
  ): Promise<void> {
    const calls = new ToolCalls();
    const pass = (part: Part) => {
      if (part.choiceIndex !== 0) return;
      if (part.type === 'text-delta' || part.type === 'refusal') progress.report(new LanguageModelTextPart(part.text));
      else if (part.type === 'tool-call') calls.add(part);
      else if (part.type === 'image') {
        progress.report(LanguageModelDataPart.image(Buffer.from(part.dataBase64, 'base64'), part.mediaType));
      }
    };
    const folder = workspace.workspaceFolders?.[0]?.uri.fsPath.slice(0, 1000);
    const result = await this.#daemon.ask(
      {
        ...askedOf(id, this.#profile.current()),
        chat: toChat(messages, options),
        origin: { command: 'language-model', ...(folder !== undefined && { workspace: folder }) },
      },
      (event) => {
        if (event.kind === 'parts') event.parts.forEach(pass);
      },
      token,
    );
    for (const call of calls.whole()) progress.report(new LanguageModelToolCallPart(call.id, call.name, call.input));
    if (result.usage !== null) progress.report(usagePart(result.usage));
    if (result.failure !== undefined) throw new Error(result.failure.message);
  }

  /** An estimate of our own, at once and the same for a text and for a message of that text: four bytes a token. */
  async countTokens(text: string | LanguageModelChatRequestMessage): Promise<number> {
    return Math.ceil(Buffer.byteLength(typeof text === 'string' ? text : textOf(text.content)) / 4);
  }
}

/** In the form that has become usual among providers: OpenAI's, as a part of the type `usage`. */
function usagePart(usage: Usage): LanguageModelDataPart {
  const [prompt, completion] = [totalInputTokens(usage), totalOutputTokens(usage)];
  const told = {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: usage.cacheReadTokens },
  };
  return new LanguageModelDataPart(new TextEncoder().encode(JSON.stringify(told)), 'usage');
}
