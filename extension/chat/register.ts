/**
 * Registers what VS Code's own chat and agents see of us. Each part is loaded when it is first used, so that activation
 * reads neither the schemas nor the prompts.
 */
import {
  chat,
  type Disposable,
  EventEmitter,
  type LanguageModelChatProvider,
  l10n,
  lm,
  McpStdioServerDefinition,
  Uri,
} from 'vscode';
import { productVersion } from '../../protocol/version.ts';
import type { AskingParts } from '../asking/asking-parts.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import { said } from '../language.ts';
import type { ListedModel } from './model-list.ts';

export function registerChat(parts: AskingParts, extensionUri: Uri): Disposable[] {
  return [
    ...registerModels(parts),
    registerParticipant(parts),
    registerSpendTool(parts.daemon),
    registerSpendServer(extensionUri),
  ];
}

/** Profiles and targets as models of the editor. */
function registerModels({ daemon, profile }: AskingParts): Disposable[] {
  const changed = new EventEmitter<void>();
  let profiles = '';
  const models = loadedOnce(async () => new (await import('./model-provider.ts')).ModelProvider(daemon, profile));
  const provider: LanguageModelChatProvider<ListedModel> = {
    onDidChangeLanguageModelChatInformation: changed.event,
    // Of a daemon that was never heard nothing is known but that one can be asked.
    provideLanguageModelChatInformation: async (options) =>
      options.silent && daemon.overview === undefined
        ? [(await import('./model-list.ts')).modelOfWindow(said)]
        : (await models()).list(options),
    provideLanguageModelChatResponse: async (...request) => (await models()).respond(...request),
    provideTokenCount: async (_model, text) => (await models()).countTokens(text),
  };
  const registered = lm.registerLanguageModelChatProvider('dualtrack', provider);
  // Without it the editor asks when a question has been sent, which then fails for want of a model.
  changed.fire();
  return [
    changed,
    registered,
    // Profiles come and go with the settings; the overview names them.
    daemon.onDidChangeOverview((overview) => {
      const now = JSON.stringify(overview.profiles);
      if (now !== profiles) changed.fire();
      profiles = now;
    }),
  ];
}

function registerParticipant(parts: AskingParts): Disposable {
  const participant = loadedOnce(() => import('./participant.ts'));
  const registered = chat.createChatParticipant('dualtrack.chat', async (...request) =>
    (await participant()).respond(parts, ...request),
  );
  registered.followupProvider = { provideFollowups: async (result) => (await participant()).followUps(result) };
  return registered;
}

/** So that an agent can ask what it has cost. */
function registerSpendTool(daemon: DaemonConnection): Disposable {
  return lm.registerTool<unknown>('dualtrack_spend', {
    invoke: async ({ input }, token) => (await import('./spend-tool.ts')).tellSpend(daemon, input, token),
  });
}

/** The same for agents that speak the Model Context Protocol; the editor starts it when one wants it. */
function registerSpendServer(extensionUri: Uri): Disposable {
  const program = Uri.joinPath(extensionUri, 'dist', 'cli.mjs').fsPath;
  const environment = { ELECTRON_RUN_AS_NODE: '1' };
  return lm.registerMcpServerDefinitionProvider('dualtrack.spend', {
    provideMcpServerDefinitions: () => [
      new McpStdioServerDefinition(
        l10n.t('Dualtrack: spend and routes'),
        process.execPath,
        [program, 'mcp'],
        environment,
        productVersion,
      ),
    ],
  });
}

/** Loads once, when it is first needed. */
function loadedOnce<Loaded>(load: () => Promise<Loaded>): () => Promise<Loaded> {
  let loading: Promise<Loaded> | undefined;
  return () => {
    loading ??= load();
    return loading;
  };
}
