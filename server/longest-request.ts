/** How long a request can be under way: what started earlier has been booked with all of its attempts. */
import { longestDeadlineMs } from '../protocol/resilience-configuration.ts';

/** After its deadline an answer may still be read on for its usage, some seconds. */
const readOnMs = 60_000;

export const longestRequestMs = longestDeadlineMs + readOnMs;
