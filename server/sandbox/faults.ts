/** The faults an HTTP simulator can be told to have: one for a request, in the order they were scripted. */
import * as z from 'zod';

/** Content deltas that are delivered before the fault. */
const afterParts = z.number().int().nonnegative();
const delayMs = z.number().nonnegative();

const faultSchema = z.discriminatedUnion('type', [
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
  /** Complete, but without what ends a stream (`[DONE]`, `message_stop`). */
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
  /** The same for requests of an access token: of `status`, `reset`, `silence` and `none`; any other means `none`. */
  tokens: z.array(faultSchema).optional(),
});
export type Script = z.infer<typeof scriptSchema>;

/** What of a script is still to come. */
export class ScriptedFaults {
  #pending: Fault[] = [];
  #pendingTokens: Fault[] = [];
  #afterwards: Fault = none;

  constructor(script: Script = {}) {
    this.script(script);
  }

  /** Replaces what was scripted. */
  script({ faults = [], tokens = [], afterwards = none }: Script): void {
    this.#pending = [...faults];
    this.#pendingTokens = [...tokens];
    this.#afterwards = afterwards;
  }

  /** Of the next chat request. */
  ofChat(): Fault {
    return this.#pending.shift() ?? this.#afterwards;
  }

  /** Of the next request of an access token. */
  ofToken(): Fault {
    return this.#pendingTokens.shift() ?? none;
  }
}

const none: Fault = { type: 'none' };
