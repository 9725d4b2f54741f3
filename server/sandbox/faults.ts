/** The faults an HTTP simulator can be told to have: one for a request, in the order they were scripted. */
import * as z from 'zod';

/** Content deltas that are delivered before the fault. */
const afterParts = z.number().int().nonnegative();
const delayMs = z.number().nonnegative();

export const faultSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  /** Any status with any body; a text is sent as it is, anything else as JSON. With 200: raw bytes, such as a recorded stream. */
  z.strictObject({
    type: z.literal('status'),
    status: z.number().int().min(200).max(599),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.unknown().optional(),
  }),
  /** The answer as it should be, with these headers besides. */
  z.strictObject({ type: z.literal('headers'), headers: z.record(z.string(), z.string()) }),
  /** TCP reset before any byte. */
  z.strictObject({ type: z.literal('reset') }),
  /** The request is taken, and nothing ever comes. */
  z.strictObject({ type: z.literal('silence') }),
  /** Headers come at once, the first part after this time; with `withRole` an empty delta comes with the headers. */
  z.strictObject({ type: z.literal('slow-first-part'), delayMs, withRole: z.boolean().optional() }),
  /** Every part waits this long: an answer that can be watched, and cancelled in the middle. */
  z.strictObject({ type: z.literal('pace'), delayMs }),
  /** The connection is destroyed in the middle; with `cleanly` it ends as if all had been said. */
  z.strictObject({ type: z.literal('cut'), afterParts, cleanly: z.boolean().optional() }),
  /** Nothing more comes, and the connection stays. */
  z.strictObject({ type: z.literal('stall'), afterParts }),
  z.strictObject({ type: z.literal('malformed-chunk'), afterParts }),
  /** Complete, but without `[DONE]`. */
  z.strictObject({ type: z.literal('no-terminator') }),
  z.strictObject({ type: z.literal('no-usage') }),
  /** An error within the 200 stream; with `afterParts` 0 it is the second event, after the role. */
  z.strictObject({ type: z.literal('error-event'), afterParts, error: z.unknown().optional() }),
  z.strictObject({ type: z.literal('context-too-long') }),
  z.strictObject({ type: z.literal('content-refused') }),
]);
export type Fault = z.infer<typeof faultSchema>;

/** Replaces what was scripted: `faults` in turn, one a chat request, then `afterwards` for all others (absent: none). */
export const scriptSchema = z.strictObject({
  faults: z.array(faultSchema).optional(),
  afterwards: faultSchema.optional(),
});
export type Script = z.infer<typeof scriptSchema>;

/** The answers in which OpenAI refuses; `null`: the fault is none of these. */
export function refusalOf(fault: Fault): { readonly status: number; readonly error: object } | null {
  if (fault.type === 'context-too-long') {
    return {
      status: 400,
      error: {
        message: "This model's maximum context length is 8192 tokens. Please reduce the length of the messages.",
        type: 'invalid_request_error',
        param: 'messages',
        code: 'context_length_exceeded',
      },
    };
  }
  if (fault.type === 'content-refused') {
    return {
      status: 400,
      error: {
        message: 'The request was refused because of the content policy.',
        type: 'invalid_request_error',
        param: 'prompt',
        code: 'content_filter',
      },
    };
  }
  return null;
}
