/** The configuration in force as others know it: built in ← file, as it was read last ← settings of the last editor that sent them. */
import type { Configuration } from '../../protocol/configuration.ts';
import type { ProfileSettings } from '../../protocol/profile-configuration.ts';
import type { Problem } from '../../protocol/status.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Budget } from '../ledger/budgets.ts';
import type { RoutingProfile } from '../routing/rules.ts';
import type { Target, Track } from '../routing/target.ts';

/** A profile with its targets looked up. */
export interface Profile extends RoutingProfile {
  readonly description: string;
  readonly settings: ProfileSettings;
  readonly targets: readonly Target[];
  readonly builtIn: boolean;
}

/** Everything the configuration decides, parsed and looked up; replaced as a whole when it changes. */
export interface ResolvedConfiguration {
  /** What was accepted, as it was written. */
  readonly settings: Configuration;
  readonly tracks: ReadonlyMap<string, Track>;
  /** Every target of every track, by name. */
  readonly targets: ReadonlyMap<string, Target>;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly activeProfile: string;
  readonly budgets: readonly Budget[];
  /** What is known of models besides. */
  readonly catalogue: Catalogue;
  readonly problems: readonly Problem[];
}

export interface ConfigurationStore {
  current(): ResolvedConfiguration;
  /** Takes an editor's settings; what is wrong is reported and left out, the rest counts. */
  configure(settings: Readonly<Record<string, unknown>>): readonly Problem[];
  /** The configuration file has changed: its parsed JSON, or why it cannot be read, in which case the last one holds on. */
  reread(read: { readonly file: unknown } | { readonly reason: string }): void;
  /** Offers tracks found on this machine. */
  offer(tracks: readonly { readonly track: Track; readonly targets: readonly Target[] }[]): void;
  /** The result takes the listener away. */
  onChange(listener: (configuration: ResolvedConfiguration) => void): () => void;
}
