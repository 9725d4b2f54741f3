/**
 * Registers every command. What a command does is loaded when it is first run, so that activation reads none of the
 * language client and of the schemas.
 */
import { commands, type Disposable, l10n, ProgressLocation, window } from 'vscode';
import type { AskingParts } from '../asking/asking-parts.ts';
import type { BuiltInPromptName } from '../asking/built-in-prompts.ts';
import type { Secrets } from '../daemon/secrets.ts';
import type { Edits } from '../editing/edits.ts';
import type { WalkthroughSteps } from '../onboarding/walkthrough-steps.ts';
import { panelViewId } from '../panel/panel-view.ts';
import { LastComparison } from './last-comparison.ts';
import { ReadOnlyDocuments } from './read-only-documents.ts';
import { tellFailure } from './tell-failure.ts';

export interface CommandParts extends AskingParts {
  readonly edits: Edits;
  readonly secrets: Secrets;
  readonly walkthrough: WalkthroughSteps;
}

export function registerCommands(parts: CommandParts): Disposable[] {
  const { daemon, profile, secrets, log } = parts;
  const routes = new ReadOnlyDocuments('dualtrack-route');
  return [
    routes,
    ...askingCommands(parts),
    ...editingCommands(parts),
    ...onboardingCommands(parts),
    commands.registerCommand('dualtrack.stop', () => {
      if (!parts.answers.stop()) void window.showInformationMessage(l10n.t('Nothing is being asked in this window.'));
    }),
    commands.registerCommand('dualtrack.switchProfile', async (given: unknown) => {
      const { switchProfile } = await import('./switch-profile.ts');
      await tellFailure(log, switchProfile(daemon, profile, given));
    }),
    commands.registerCommand('dualtrack.showPanel', () => commands.executeCommand(`${panelViewId}.focus`)),
    commands.registerCommand('dualtrack.setApiKey', async () =>
      tellFailure(log, (await import('./set-api-key.ts')).setApiKey(secrets)),
    ),
    commands.registerCommand('dualtrack.circuitBreaker', async (given: unknown) => {
      const { actOnCircuitBreaker } = await import('./circuit-breaker.ts');
      await tellFailure(log, actOnCircuitBreaker(daemon, given));
    }),
    commands.registerCommand('dualtrack.explainRoute', async (given: unknown) =>
      tellFailure(log, (await import('./explain-route.ts')).explainRoute(daemon, routes, given)),
    ),
    commands.registerCommand('dualtrack.verifyTracks', async () =>
      tellFailure(log, (await import('./verify-tracks.ts')).verifyTracks(daemon)),
    ),
    commands.registerCommand('dualtrack.showModels', async () =>
      tellFailure(log, (await import('./models.ts')).showModels(daemon)),
    ),
    commands.registerCommand('dualtrack.enableGateway', async () =>
      tellFailure(log, (await import('./gateway.ts')).enableGateway(daemon)),
    ),
    commands.registerCommand('dualtrack.disableGateway', async () =>
      tellFailure(log, (await import('./gateway.ts')).disableGateway(daemon)),
    ),
    commands.registerCommand('dualtrack.copyGatewaySettings', async (given: unknown) =>
      tellFailure(log, (await import('./gateway.ts')).copyGatewaySettings(daemon, given)),
    ),
    commands.registerCommand('dualtrack.copyReport', async () =>
      tellFailure(log, (await import('./doctor.ts')).copyReport(daemon)),
    ),
    commands.registerCommand('dualtrack.showLog', () => log.show()),
    commands.registerCommand('dualtrack.restartDaemon', () => {
      const title = l10n.t('Dualtrack: restarting once running requests have ended');
      const restart = window
        .withProgress({ location: ProgressLocation.Notification, title }, () => daemon.restart())
        .then(() => void window.showInformationMessage(l10n.t('The daemon has been restarted.')));
      return tellFailure(log, restart);
    }),
  ];
}

/** What asks a model. Each command is written out, so that it can be found by its name. */
function askingCommands(parts: CommandParts): Disposable[] {
  const { log } = parts;
  const comparison = new LastComparison();
  const comparing = { ...parts, comparison };
  const builtIn = async (name: BuiltInPromptName) =>
    tellFailure(log, (await import('./ask-commands.ts')).askBuiltIn(parts, name));
  return [
    comparison,
    commands.registerCommand('dualtrack.ask', async (given: unknown) =>
      tellFailure(log, (await import('./ask-commands.ts')).ask(parts, given)),
    ),
    commands.registerCommand('dualtrack.explain', () => builtIn('explain')),
    commands.registerCommand('dualtrack.review', () => builtIn('review')),
    commands.registerCommand('dualtrack.fix', () => builtIn('fix')),
    commands.registerCommand('dualtrack.refactor', () => builtIn('refactor')),
    commands.registerCommand('dualtrack.writeTests', () => builtIn('writeTests')),
    commands.registerCommand('dualtrack.document', () => builtIn('document')),
    commands.registerCommand('dualtrack.askWithModel', async (given: unknown) =>
      tellFailure(log, (await import('./ask-commands.ts')).askWithModel(parts, given)),
    ),
    commands.registerCommand('dualtrack.compareModels', async (given: unknown) =>
      tellFailure(log, (await import('./compare-models.ts')).compareModels(comparing, given)),
    ),
    commands.registerCommand('dualtrack.useComparedAnswer', async () =>
      tellFailure(log, (await import('./compare-models.ts')).useComparedAnswer(comparing)),
    ),
    commands.registerCommand('dualtrack.askWithPrompt', async (given: unknown) =>
      tellFailure(log, (await import('./ask-commands.ts')).askWithPrompt(parts, given)),
    ),
    commands.registerCommand('dualtrack.askWithFiles', async () =>
      tellFailure(log, (await import('./ask-with-files.ts')).askWithFiles(parts)),
    ),
    commands.registerCommand('dualtrack.followUp', async (given: unknown) =>
      tellFailure(log, (await import('./conversation.ts')).followUp(parts, given)),
    ),
    commands.registerCommand('dualtrack.askAgainWith', async (given: unknown) =>
      tellFailure(log, (await import('./conversation.ts')).askAgainWith(parts, given)),
    ),
    commands.registerCommand('dualtrack.showEarlierAnswers', async () =>
      tellFailure(log, (await import('./conversation.ts')).showEarlierAnswers(parts)),
    ),
    commands.registerCommand('dualtrack.commitMessage', async (given: unknown) =>
      tellFailure(log, (await import('./commit-message.ts')).writeCommitMessage(parts, given)),
    ),
  ];
}

/** What changes a document, always by way of a diff. */
function editingCommands(parts: CommandParts): Disposable[] {
  const { log } = parts;
  return [
    commands.registerCommand('dualtrack.editSelection', async (given: unknown) =>
      tellFailure(log, (await import('./edit-selection.ts')).editSelection(parts, given)),
    ),
    commands.registerCommand('dualtrack.acceptEdit', async () =>
      tellFailure(log, (await import('./edit-selection.ts')).acceptEdit(parts)),
    ),
    commands.registerCommand('dualtrack.rejectEdit', async () =>
      tellFailure(log, (await import('./edit-selection.ts')).rejectEdit(parts)),
    ),
    commands.registerCommand('dualtrack.acceptBlock', async () =>
      tellFailure(log, (await import('./edit-selection.ts')).acceptBlock(parts)),
    ),
    commands.registerCommand('dualtrack.rejectBlock', async () =>
      tellFailure(log, (await import('./edit-selection.ts')).rejectBlock(parts)),
    ),
  ];
}

/** What leads a person in, and what measures. */
function onboardingCommands({ daemon, profile, secrets, walkthrough, log }: CommandParts): Disposable[] {
  const reports = new ReadOnlyDocuments('dualtrack-report');
  const measuring = { daemon, profile, reports };
  return [
    reports,
    commands.registerCommand('dualtrack.getStarted', () => tellFailure(log, walkthrough.open())),
    commands.registerCommand('dualtrack.addTrack', async (given: unknown) =>
      tellFailure(log, (await import('../onboarding/add-track.ts')).addTrack({ daemon, secrets, walkthrough }, given)),
    ),
    commands.registerCommand('dualtrack.firstQuestion', async (given: unknown) =>
      tellFailure(log, (await import('../onboarding/first-question.ts')).firstQuestion(given)),
    ),
    commands.registerCommand('dualtrack.benchmark', async (given: unknown) =>
      tellFailure(log, (await import('./benchmark.ts')).benchmark(measuring, given)),
    ),
    commands.registerCommand('dualtrack.fireDrill', async (given: unknown) =>
      tellFailure(log, (await import('./fire-drill.ts')).fireDrill(measuring, given)),
    ),
    commands.registerCommand('dualtrack.whatIf', async () =>
      tellFailure(log, (await import('./what-if.ts')).showWhatIf(daemon, reports)),
    ),
  ];
}
