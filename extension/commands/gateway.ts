/** The OpenAI-compatible endpoint for other tools: switched on and off, and its settings copied in the form a tool wants. */
import { ConfigurationTarget, env, l10n, type QuickPickItem, window, workspace } from 'vscode';
import * as z from 'zod';
import { methods, type ResultOf } from '../../protocol/methods.ts';
import { problemMessageIn } from '../../protocol/problem-messages.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import { said } from '../language.ts';
import { type GatewayTool, gatewaySettings, gatewayTools } from './gateway-settings.ts';

interface ToolItem extends QuickPickItem {
  readonly tool: GatewayTool;
}

type Access = ResultOf<typeof methods.gatewayAccess>;

export async function enableGateway(daemon: DaemonConnection): Promise<void> {
  await setEnabled(daemon, true);
  const { url, problem } = await daemon.request(methods.gatewayAccess, {});
  if (url === null) {
    void window.showErrorMessage(
      (problem === null ? null : problemMessageIn(problem, said)) ??
        l10n.t('The gateway is not there yet; the log says more.'),
    );
    return;
  }
  const copy = l10n.t('Copy Settings…');
  const chosen = await window.showInformationMessage(
    l10n.t('The gateway listens on {0}, for this machine only.', url),
    copy,
  );
  if (chosen === copy) await copyGatewaySettings(daemon);
}

export async function disableGateway(daemon: DaemonConnection): Promise<void> {
  await setEnabled(daemon, false);
  const { url } = await daemon.request(methods.gatewayAccess, {});
  if (url === null) void window.showInformationMessage(l10n.t('The gateway is off.'));
  else
    void window.showWarningMessage(l10n.t('The gateway still listens on {0}: the configuration file enables it.', url));
}

/** The user's setting is changed, not a workspace's: the gateway belongs to the machine. */
async function setEnabled(daemon: DaemonConnection, enabled: boolean): Promise<void> {
  const configuration = workspace.getConfiguration('dualtrack');
  const now = gatewaySchema.parse(configuration.inspect('gateway')?.globalValue);
  await configuration.update('gateway', { ...now, enabled }, ConfigurationTarget.Global);
  await daemon.sendSettings();
}

const gatewaySchema = z.record(z.string(), z.unknown()).catch({});

/** What a key binding may pass: the tool, without a list. */
const argumentsSchema = z
  .object({ tool: z.enum(gatewayTools.map(({ id }) => id)) })
  .nullable()
  .catch(null);

export async function copyGatewaySettings(daemon: DaemonConnection, given?: unknown): Promise<void> {
  const access = await daemon.request(methods.gatewayAccess, {});
  if (access.url === null || access.token === null) {
    await offerToEnable(daemon, access);
    return;
  }
  const wanted = argumentsSchema.parse(given ?? null)?.tool;
  const tool = gatewayTools.find(({ id }) => id === wanted) ?? (await toolFromPerson());
  if (tool === undefined) return;
  await env.clipboard.writeText(gatewaySettings(tool.id, access.url, access.token));
  void window.showInformationMessage(l10n.t('Copied for {0}.', tool.label));
}

async function toolFromPerson(): Promise<GatewayTool | undefined> {
  const items = gatewayTools.map((tool): ToolItem => ({ label: tool.label, description: formOf(tool.id), tool }));
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Copy Gateway Settings'),
    placeHolder: l10n.t('The copied text holds the gateway’s token: treat it like a key'),
  });
  return picked?.tool;
}

async function offerToEnable(daemon: DaemonConnection, { problem }: Access): Promise<void> {
  const enable = l10n.t('Enable Gateway');
  const chosen = await window.showWarningMessage(problem ?? l10n.t('The gateway is off.'), enable);
  if (chosen === enable) await enableGateway(daemon);
}

/** What is copied, where the tool's name does not say it. */
function formOf(tool: GatewayTool['id']): string {
  if (tool === 'environment') return l10n.t('environment variables');
  return tool === 'aider' || tool === 'curl' ? l10n.t('command line') : '';
}
