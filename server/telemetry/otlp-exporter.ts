/**
 * Sends attempts to an OpenTelemetry collector through the official SDK: a span and measurements of each. A program of
 * its own that is loaded when a collector is configured, because the SDK is larger than what it is used for.
 */
import { createHash, randomBytes } from 'node:crypto';
import { DiagLogLevel, diag, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { ATTR_SERVICE_INSTANCE_ID, ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import {
  ATTR_GEN_AI_TOKEN_TYPE,
  METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
  METRIC_GEN_AI_CLIENT_OPERATION_TIME_TO_FIRST_CHUNK,
  METRIC_GEN_AI_CLIENT_TOKEN_USAGE,
} from '@opentelemetry/semantic-conventions/incubating';
import { totalInputTokens, totalOutputTokens } from '../../protocol/usage.ts';
import { metricAttributes, spanAttributes } from './attributes.ts';
import type { CreateExporter, ExporterOptions, ToldAttempt } from './told-attempt.ts';

const scope = 'dualtrack';
const timeoutMillis = 3_000;
const exportIntervalMillis = 15_000;

/** The conventions' own buckets. */
const secondsBuckets = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const tokenBuckets = Array.from({ length: 14 }, (_, power) => 4 ** power);

export const createExporter: CreateExporter = (options) => {
  const { endpoint, headers, instanceId, version, onFailure } = options;
  // What the SDK says of a failure may hold what the collector answered.
  const quiet = () => {};
  diag.setLogger({ error: onFailure, warn: quiet, info: quiet, debug: quiet, verbose: quiet }, DiagLogLevel.ERROR);
  const resource = resourceFromAttributes({
    [ATTR_SERVICE_NAME]: 'dualtrack',
    [ATTR_SERVICE_VERSION]: version,
    [ATTR_SERVICE_INSTANCE_ID]: instanceId,
  });
  const signal = (path: string) => ({ url: endpoint.replace(/\/+$/, '') + path, headers, timeoutMillis });
  let traceId = '';
  const traces = new TracerProvider({
    resource,
    // All attempts of a request are one trace, whose id is the request's own.
    idGenerator: { generateTraceId: () => traceId, generateSpanId: () => randomBytes(8).toString('hex') },
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter(signal('/v1/traces')) })],
  });
  const tracer = traces.getTracer(scope, version);
  const metrics = createMetrics(options, resource, signal('/v1/metrics'));
  return {
    record(attempt) {
      const { row, upstreamModel } = attempt;
      traceId = traceIdOf(row.requestId);
      const startedAtMs = Date.parse(row.startedAt);
      const span = tracer.startSpan(`chat ${upstreamModel}`, {
        kind: SpanKind.CLIENT,
        root: true,
        startTime: startedAtMs,
        attributes: spanAttributes(attempt),
      });
      if (row.outcome !== 'success') span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(startedAtMs + row.totalMs);
      metrics.record(attempt);
    },
    close: async () => {
      await Promise.allSettled([traces.shutdown(), metrics.shutdown()]);
      diag.disable();
    },
  };
};

function createMetrics(
  { version }: ExporterOptions,
  resource: ReturnType<typeof resourceFromAttributes>,
  signal: ConstructorParameters<typeof OTLPMetricExporter>[0],
) {
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter(signal),
    exportIntervalMillis,
    exportTimeoutMillis: timeoutMillis,
  });
  const provider = new MeterProvider({ resource, readers: [reader] });
  const meter = provider.getMeter(scope, version);
  const inSeconds = { unit: 's', advice: { explicitBucketBoundaries: secondsBuckets } };
  const duration = meter.createHistogram(METRIC_GEN_AI_CLIENT_OPERATION_DURATION, inSeconds);
  const firstPart = meter.createHistogram(METRIC_GEN_AI_CLIENT_OPERATION_TIME_TO_FIRST_CHUNK, inSeconds);
  const tokens = meter.createHistogram(METRIC_GEN_AI_CLIENT_TOKEN_USAGE, {
    unit: '{token}',
    advice: { explicitBucketBoundaries: tokenBuckets },
  });
  const cost = meter.createCounter('dualtrack.cost.billed', {
    unit: '{USD}',
    description:
      'Billed cost, without simulated attempts and those of unknown cost. The ledger is exact; this is a sum of floating point.',
  });
  const unknownCost = meter.createCounter('dualtrack.cost.unknown', {
    unit: '{attempt}',
    description: 'Attempts whose cost is unknown: with any of these the billed cost is a lower bound.',
  });
  return {
    record(attempt: ToldAttempt): void {
      const { row } = attempt;
      const attributes = metricAttributes(attempt);
      duration.record(row.totalMs / 1000, attributes);
      if (row.firstPartMs !== null) firstPart.record(row.firstPartMs / 1000, attributes);
      if (row.usage !== null) {
        tokens.record(totalInputTokens(row.usage), { ...attributes, [ATTR_GEN_AI_TOKEN_TYPE]: 'input' });
        tokens.record(totalOutputTokens(row.usage), { ...attributes, [ATTR_GEN_AI_TOKEN_TYPE]: 'output' });
      }
      if (row.billedCostNanoUsd === null) unknownCost.add(1, attributes);
      else if (!row.simulated) cost.add(row.billedCostNanoUsd / 1e9, attributes);
    },
    shutdown: () => provider.shutdown(),
  };
}

/** A request's id is a UUID, which is as long as a trace's. */
function traceIdOf(requestId: string): string {
  const digits = requestId.replaceAll('-', '').toLowerCase();
  return /^[\da-f]{32}$/.test(digits) ? digits : createHash('sha256').update(requestId).digest('hex').slice(0, 32);
}
