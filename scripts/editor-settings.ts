/** Settings of an editor that is started for Dualtrack: nothing in the way of it, nothing sent, nothing updated. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export const quietSettings: Readonly<Record<string, unknown>> = {
  'workbench.colorTheme': 'Dark Modern',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
};

/** The browser-served workbench keeps the user's settings below its server's data folder. */
export function userSettingsFile(serverDataFolder: string): string {
  return join(serverDataFolder, 'data', 'User', 'settings.json');
}

/** Writes the quiet settings and, above them, others. With `keep`, a file that is there stays as it is. */
export async function writeUserSettings(
  file: string,
  others: Readonly<Record<string, unknown>> = {},
  options: { readonly keep?: boolean } = {},
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const text = `${JSON.stringify({ ...quietSettings, ...others }, null, 2)}\n`;
  try {
    await writeFile(file, text, { flag: options.keep ? 'wx' : 'w' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
