/** The settings that concern the daemon, as it is told them. */
import { workspace } from 'vscode';
import { configurationSchema } from '../../protocol/configuration.ts';

/**
 * The part below `dualtrack.` that the person set, without defaults. Only values of the user are sent, never those of
 * a workspace: one daemon serves all windows, and a repository must not decide for the others.
 */
export function daemonSettings(): Record<string, unknown> {
  const configuration = workspace.getConfiguration('dualtrack');
  const settings: Record<string, unknown> = {};
  for (const key of Object.keys(configurationSchema.shape)) {
    const value = configuration.inspect(key)?.globalValue;
    // An emptied field of the settings editor is a setting that is not there.
    if (value !== undefined && value !== '') settings[key] = value;
  }
  return withEditorProxy(settings);
}

/** The editor's own proxy stands in where `dualtrack.network` names none. */
function withEditorProxy(settings: Record<string, unknown>): Record<string, unknown> {
  const http = workspace.getConfiguration('http');
  const proxy = http.inspect<string>('proxy')?.globalValue;
  if (typeof proxy !== 'string' || proxy === '' || http.get('proxySupport') === 'off') return settings;
  const network = settings.network;
  if (network === undefined) return { ...settings, network: { proxy } };
  if (typeof network !== 'object' || network === null || 'proxy' in network) return settings;
  return { ...settings, network: { ...network, proxy } };
}
