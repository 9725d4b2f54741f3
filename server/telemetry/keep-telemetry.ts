/** Tells a collector of attempts while one is configured; loads what it takes only then. */
import type { KeyReference } from '../../protocol/key-reference.ts';
import type { TelemetrySettings } from '../../protocol/telemetry-configuration.ts';
import { type Clock, sleep } from '../clock.ts';
import type { ConfigurationStore } from '../configuration/port.ts';
import type { Requests } from '../requests.ts';
import type { CreateExporter, TelemetryExporter } from './told-attempt.ts';

export interface KeepTelemetryOptions {
  readonly configuration: ConfigurationStore;
  readonly requests: Pick<Requests, 'onSettle'>;
  /** Reads a header's value. Throws saying where it was looked for. */
  readKey(reference: KeyReference, field: string, url: string): Promise<string>;
  readonly clock: Clock;
  readonly instanceId: string;
  readonly version: string;
  readonly log: { write(line: string, level?: 'info' | 'warn'): void };
  /** Absent: the program beside this one. */
  readonly load?: () => Promise<{ readonly createExporter: CreateExporter }>;
}

export interface Telemetry {
  /** Sends what is left, for two seconds at most. */
  close(): Promise<void>;
}

const closeWithinMs = 2_000;
const complainEveryMs = 600_000;

export function keepTelemetry(options: KeepTelemetryOptions): Telemetry {
  const { configuration, requests, clock, log, load = loadBeside } = options;
  let settings: TelemetrySettings | undefined;
  let exporter: Promise<TelemetryExporter | null> = Promise.resolve(null);
  /** Set once it is loaded: attempts are told in the order in which they settle. */
  let ready: TelemetryExporter | null = null;
  let complainedAtMs = Number.NEGATIVE_INFINITY;

  const complain = (text: string) => {
    if (clock.monotonicMs() - complainedAtMs < complainEveryMs) return;
    complainedAtMs = clock.monotonicMs();
    log.write(`telemetry: ${text}`, 'warn');
  };

  async function open({ otlpEndpoint, headers = {} }: TelemetrySettings): Promise<TelemetryExporter | null> {
    try {
      const { instanceId, version } = options;
      const { createExporter } = await load();
      const onFailure = () =>
        complain(`the collector at ${new URL(otlpEndpoint).origin} does not take what it is sent`);
      return createExporter({
        endpoint: otlpEndpoint,
        headers: () => readHeaders(headers, otlpEndpoint),
        instanceId,
        version,
        onFailure,
      });
    } catch (error) {
      complain(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  async function readHeaders(
    headers: NonNullable<TelemetrySettings['headers']>,
    url: string,
  ): Promise<Record<string, string>> {
    try {
      const values = await Promise.all(
        Object.entries(headers).map(async ([name, reference]) => {
          return [name, await options.readKey(reference, `telemetry.headers.${name}`, url)] as const;
        }),
      );
      return Object.fromEntries(values);
    } catch (error) {
      complain(error instanceof Error ? error.message : String(error));
      return {};
    }
  }

  function follow(next: TelemetrySettings | undefined): void {
    if (JSON.stringify(next) === JSON.stringify(settings)) return;
    settings = next;
    const before = exporter;
    const opened = before.then((old) => old?.close()).then(() => (next === undefined ? null : open(next)));
    ready = null;
    exporter = opened;
    void opened.then((made) => {
      if (exporter === opened) ready = made;
    });
  }

  const stopFollowing = configuration.onChange(({ settings: { telemetry } }) => follow(telemetry));
  follow(configuration.current().settings.telemetry);
  const stopListening = requests.onSettle((row, { target, servedModel }) => {
    if (settings === undefined) return;
    const { provider, baseUrl } = target.track;
    const attempt = { row, provider, baseUrl, upstreamModel: target.upstreamModel, servedModel };
    if (ready !== null) ready.record(attempt);
    else void exporter.then((opened) => opened?.record(attempt));
  });
  return {
    async close() {
      stopFollowing();
      stopListening();
      const patience = new AbortController();
      const tooLong = sleep(clock, closeWithinMs, patience.signal).catch(() => {});
      await Promise.race([exporter.then((opened) => opened?.close()), tooLong]);
      patience.abort();
    },
  };
}

/** A program of its own, as a bundle or as source: the name is put together so that no bundler follows it. */
function loadBeside(): Promise<{ readonly createExporter: CreateExporter }> {
  const file = import.meta.url.endsWith('.ts') ? './otlp-exporter.ts' : './telemetry.mjs';
  return import(new URL(file, import.meta.url).href);
}
