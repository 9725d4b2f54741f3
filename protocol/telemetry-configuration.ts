/** How the telemetry for those who run a collector is configured; without it nothing of it is even loaded. */
import * as z from 'zod';
import { keyReferenceSchema } from './key-reference.ts';

const headerName = z.string().regex(/^[A-Za-z0-9-]{1,100}$/, 'must be the name of a header');

export const telemetrySchema = z.strictObject({
  otlpEndpoint: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL such as http://127.0.0.1:4318' })
    .describe('An OpenTelemetry collector that takes OTLP over HTTP: `/v1/traces` and `/v1/metrics` are added to it.'),
  headers: z
    .record(headerName, keyReferenceSchema)
    .optional()
    .describe('Headers by which the collector knows who sends, such as `authorization`, each with where it is kept.'),
});
export type TelemetrySettings = z.infer<typeof telemetrySchema>;
