/** An attempt as telemetry tells of it: its row of the ledger, and what the row leaves out. It holds no prompt and no answer. */
import type { AttemptRow } from '../../protocol/spend.ts';
import type { ProviderKind } from '../../protocol/track-configuration.ts';

export interface ToldAttempt {
  readonly row: AttemptRow;
  readonly provider: ProviderKind;
  readonly baseUrl: string | null;
  /** What the upstream was asked for. */
  readonly upstreamModel: string;
  /** What it says it answered with; `null`: nothing. */
  readonly servedModel: string | null;
}

/** Sends what it is told to a collector, in the background. */
export interface TelemetryExporter {
  record(attempt: ToldAttempt): void;
  /** Sends what is left; resolves also when that fails. */
  close(): Promise<void>;
}

export interface ExporterOptions {
  /** The collector's address, without the paths of the signals. */
  readonly endpoint: string;
  /** Read for each export, so that a changed key counts. Never rejects. */
  readonly headers: () => Promise<Record<string, string>>;
  /** Tells the daemons of one service apart. */
  readonly instanceId: string;
  readonly version: string;
  /** Called when something could not be sent; what the collector answered is not told. */
  onFailure(): void;
}

export type CreateExporter = (options: ExporterOptions) => TelemetryExporter;
