/** One language and region at work: fills in texts and writes counts, durations and times as the locale does. */
import type { SeriesUnit } from '../protocol/series.ts';
import { english, type Translate } from '../protocol/translate.ts';
import type { CountedTextKey, TextKey, Texts } from './texts.ts';

type Values = Readonly<Record<string, string>>;

export interface Language {
  /** For what the daemon says in sentences. */
  readonly translate: Translate;
  readonly say: (key: TextKey, values?: Values) => string;
  /** The plural form for `count`, which is filled in as `{count}`. */
  readonly sayCount: (key: CountedTextKey, count: number, values?: Values) => string;
  readonly writeCount: (count: number) => string;
  /** Grouped digits up to 9,999, then `12.3K`, `4.5M`. */
  readonly writeTokens: (tokens: number) => string;
  /** `52 ms`, `1.24 s`, `12.4 s`, `2m 05s`; `null` is a dash. */
  readonly writeDuration: (durationMs: number | null) => string;
  /** The time of day of an ISO 8601 instant; its date instead when that is not the day of `nowMs`. */
  readonly writeTime: (at: string, nowMs: number) => string;
  /** `98.7 %`, without the digit after the point where it would be a nought. */
  readonly writePercent: (share: number) => string;
  /** An hour, day or month that begins at this ISO 8601 instant: short for an axis, whole where there is room. */
  readonly writeSlot: (startAt: string, unit: SeriesUnit, timeZone: string, length: 'short' | 'whole') => string;
  /** Date and time to the second. */
  readonly writeInstant: (at: string) => string;
}

const slotStyles: Readonly<Record<'short' | 'whole', Readonly<Record<SeriesUnit, Intl.DateTimeFormatOptions>>>> = {
  short: {
    hour: { hour: 'numeric' },
    day: { month: 'short', day: 'numeric' },
    month: { month: 'short' },
  },
  whole: {
    hour: { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' },
    day: { weekday: 'short', month: 'short', day: 'numeric' },
    month: { month: 'long', year: 'numeric' },
  },
};

/** `locale` is a BCP 47 tag; without `timeZone` times are those of this machine. Formats are made once: they are dear. */
export function language(
  texts: Texts,
  locale: string,
  { timeZone, translate = english }: { readonly timeZone?: string; readonly translate?: Translate } = {},
): Language {
  const zone = timeZone === undefined ? {} : { timeZone };
  const plural = new Intl.PluralRules(locale);
  const count = new Intl.NumberFormat(locale);
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const oneDecimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const twoDecimals = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const day = new Intl.DateTimeFormat(locale, { ...zone, dateStyle: 'short' });
  const timeOfDay = new Intl.DateTimeFormat(locale, { ...zone, hour: 'numeric', minute: '2-digit' });
  const dayOfYear = new Intl.DateTimeFormat(locale, { ...zone, month: 'short', day: 'numeric' });
  const instant = new Intl.DateTimeFormat(locale, { ...zone, dateStyle: 'medium', timeStyle: 'medium' });

  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const slotFormats = new Map<string, Intl.DateTimeFormat>();
  const slotFormat = (unit: SeriesUnit, timeZone: string, length: 'short' | 'whole') => {
    const key = `${unit} ${timeZone} ${length}`;
    const known = slotFormats.get(key);
    if (known !== undefined) return known;
    const format = new Intl.DateTimeFormat(locale, { ...knownZone(timeZone), ...slotStyles[length][unit] });
    slotFormats.set(key, format);
    return format;
  };

  // A placeholder without a value stays as it is, so that a slip is seen.
  const say = (key: TextKey, values: Values = {}) =>
    texts[key].replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);

  return {
    translate,
    say,
    sayCount: (key, number, values) =>
      say(`${key}.${plural.select(number) === 'one' ? 'one' : 'other'}`, { count: count.format(number), ...values }),
    writeCount: (number) => count.format(number),
    writeTokens: (tokens) => (tokens > 9_999 ? compact : count).format(tokens),
    writeDuration: (durationMs) => {
      if (durationMs === null) return say('none');
      // Rounded before the unit is chosen, so that 999.6 ms is a second and 59.96 s is a minute.
      const wholeMs = Math.max(0, Math.round(durationMs));
      if (wholeMs < 1000) return say('duration.ms', { value: count.format(wholeMs) });
      if (wholeMs < 9_995) return say('duration.s', { value: twoDecimals.format(wholeMs / 1000) });
      if (wholeMs < 59_950) return say('duration.s', { value: oneDecimal.format(wholeMs / 1000) });
      const seconds = Math.round(wholeMs / 1000);
      return say('duration.min', { minutes: count.format(Math.floor(seconds / 60)), seconds: twoDigits(seconds % 60) });
    },
    writeTime: (at, nowMs) => {
      const date = new Date(at);
      if (isNoTime(date)) return say('none');
      return (day.format(date) === day.format(nowMs) ? timeOfDay : dayOfYear).format(date);
    },
    writePercent: (share) => percent.format(share),
    writeSlot: (startAt, unit, zone, length) => {
      const date = new Date(startAt);
      return isNoTime(date) ? say('none') : slotFormat(unit, zone, length).format(date);
    },
    writeInstant: (at) => {
      const date = new Date(at);
      return isNoTime(date) ? say('none') : instant.format(date);
    },
  };
}

/** How long something has been running: `0:07`, `12:05`, `1:02:05`; never below 0, should the clocks differ. */
export function writeElapsed(startedAt: string, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - Date.parse(startedAt)) / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${twoDigits(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${twoDigits(seconds % 60)}`;
}

/** A text that is none would stop the whole drawing. */
function isNoTime(date: Date): boolean {
  return Number.isNaN(date.getTime());
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** The daemon may know time zones that this browser does not: then times are those of this machine. */
function knownZone(timeZone: string): { timeZone?: string } {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return { timeZone };
  } catch {
    return {};
  }
}
