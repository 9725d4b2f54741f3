/**
 * The one schema of the configuration: the JSON file and VS Code's `dualtrack.*` settings are both parsed by it, and
 * `contributes.configuration` in package.json is generated from it.
 *
 * A rule's message completes the sentence "FIELD …, got VALUE".
 */
import * as z from 'zod';
import { weekdays } from './budget.ts';
import { budgetSchema, projectionSchema } from './budget-configuration.ts';
import { nameKey, text, yesOrNo } from './field.ts';
import { keyReferenceSchema } from './key-reference.ts';
import { profileSchema } from './profile-configuration.ts';
import { telemetrySchema } from './telemetry-configuration.ts';
import { timeZoneSchema } from './time-range.ts';
import { trackSchema } from './track-configuration.ts';

const gatewaySchema = z.strictObject({
  enabled: yesOrNo().optional(),
  port: z
    .number('must be a port from 0 to 65535')
    .int('must be a port from 0 to 65535')
    .min(0, 'must be a port from 0 to 65535')
    .max(65535, 'must be a port from 0 to 65535')
    .optional(),
  token: keyReferenceSchema.optional(),
});

export const networkSchema = z.strictObject({
  proxy: z
    .string('must be a proxy URL')
    .optional()
    .describe('An HTTP proxy; absent: HTTPS_PROXY, HTTP_PROXY and NO_PROXY of the environment.'),
  extraCaFile: z
    .string('must be a file path')
    .optional()
    .describe('A PEM file of certificate authorities to trust besides the built-in ones.'),
});

export const localServersSchema = z.strictObject({
  discover: yesOrNo()
    .optional()
    .describe('Look for Ollama, LM Studio and llama.cpp on this machine; on unless set to false.'),
});

/** The whole configuration; each top-level key is a VS Code setting `dualtrack.KEY`. */
export const configurationSchema = z.strictObject({
  tracks: z
    .record(nameKey, trackSchema)
    .optional()
    .describe('Accounts at providers: base URL, key reference, limits, models.'),
  profiles: z.record(nameKey, profileSchema).optional().describe('Routing profiles: which targets, in what order.'),
  activeProfile: nameKey.optional().describe('The profile used where none is chosen.'),
  gateway: gatewaySchema.optional().describe('An OpenAI-compatible endpoint on this machine for other tools.'),
  network: networkSchema.optional().describe('Proxy and certificates.'),
  localServers: localServersSchema.optional().describe('Model servers on this machine.'),
  budgets: z
    .array(budgetSchema, 'must be a list of budgets')
    .optional()
    .describe('What may be spent in a day, a week, a month or in total, and which share of it a model may have.'),
  timeZone: timeZoneSchema
    .optional()
    .describe('Where days begin and end, such as Europe/Berlin; absent: the time zone of this machine.'),
  firstDayOfWeek: z
    .enum(weekdays, `must be one of ${weekdays.map((name) => `"${name}"`).join(', ')}`)
    .optional()
    .describe('When a week begins for budgets; Monday unless said otherwise.'),
  unknownPrice: z
    .enum(['worst-case', 'refuse'], 'must be "worst-case" or "refuse"')
    .optional()
    .describe(
      "What hard budgets do with a target whose price is unknown: count it like the dearest that has a price (and no lower than its vendor's list price, where that is known), or refuse it.",
    ),
  catalogueFile: text(4000)
    .optional()
    .describe(
      'A JSON file of models in the form of the catalogue that ships, at most 1 MiB: they are added to it, or stand in place of those of the same name.',
    ),
  telemetry: telemetrySchema
    .optional()
    .describe(
      'Traces and metrics of every attempt for an OpenTelemetry collector; never a prompt or an answer. Off unless set.',
    ),
  projection: projectionSchema.optional().describe('How the month is projected from its days so far.'),
});
export type Configuration = z.infer<typeof configurationSchema>;
