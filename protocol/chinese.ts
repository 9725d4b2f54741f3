/** What the daemon and the clients say alike, in Simplified Chinese, by the English texts: one table for terminal, editor and panel. */
import { chineseAdvice } from './chinese/advice.ts';
import { chineseDaemon } from './chinese/daemon.ts';
import { chineseDrill } from './chinese/drill.ts';
import { chineseJoints } from './chinese/joints.ts';
import { chineseKinds } from './chinese/kinds.ts';
import { chineseProblems } from './chinese/problems.ts';
import { chineseProfiles } from './chinese/profiles.ts';
import { chineseReasons } from './chinese/reasons.ts';
import { chineseRefusals } from './chinese/refusals.ts';
import { chineseRules } from './chinese/rules.ts';
import { chineseScopes } from './chinese/scopes.ts';
import { chineseStanding } from './chinese/standing.ts';
import { chineseTroubles } from './chinese/troubles.ts';

export const sharedChinese: Readonly<Record<string, string>> = {
  ...chineseKinds,
  ...chineseJoints,
  ...chineseReasons,
  ...chineseRefusals,
  ...chineseTroubles,
  ...chineseAdvice,
  ...chineseDaemon,
  ...chineseProblems,
  ...chineseRules,
  ...chineseProfiles,
  ...chineseDrill,
  ...chineseScopes,
  ...chineseStanding,
};
