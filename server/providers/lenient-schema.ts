/** Schemas for answers of upstreams: a field of an unexpected shape counts as absent, since one odd field must not cost the answer. */
import * as z from 'zod';

export const optional = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().catch(null);
export const optionalText = optional(z.string());
export const listOf = <Schema extends z.ZodType>(schema: Schema) => optional(z.array(schema));
