/** Inputs that are nearly right: bytes with a few of them changed, and JSON values with a few fields changed. */
import fc from 'fast-check';

/** Pieces that parsers trip over: ends of lines and events, marks, broken numbers and characters, names of the language. */
const troublesome = [
  '\r\n\r\n',
  '\n\n',
  '\r',
  '\0',
  'data: ',
  'data:[DONE]\n\n',
  'event: error\n',
  ': ',
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  ',',
  'null',
  '-1',
  '1e999',
  '-0',
  'NaN',
  '99999999999999999999',
  '\\ud800',
  '\u202e',
  '\ufeff',
  '"__proto__":{"polluted":1},',
  '"constructor":{"prototype":{"polluted":1}},',
  '=cmd|x',
  'Content-Length: 0\r\n',
  'Transfer-Encoding: chunked\r\n',
  '\u001b[2J',
].map((text) => Buffer.from(text));

interface Edit {
  readonly kind: 'flip' | 'cut' | 'repeat' | 'insert' | 'end' | 'move';
  /** Where, as a share of the length in millionths. */
  readonly at: number;
  readonly length: number;
  readonly piece: Buffer;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom('flip', 'cut', 'repeat', 'insert', 'insert', 'end', 'move'),
  at: fc.nat(999_999),
  length: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 300 })),
  piece: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...troublesome) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)) },
  ),
});

/** One of the originals with up to `most` edits. */
export function mutated(originals: readonly Buffer[], most = 6): fc.Arbitrary<Buffer> {
  return fc
    .tuple(fc.nat(originals.length - 1), fc.array(edit, { maxLength: most }))
    .map(([which, edits]) => edits.reduce(edited, originals[which] ?? Buffer.alloc(0)));
}

function edited(bytes: Buffer, { kind, at, length, piece }: Edit): Buffer {
  const start = Math.floor((at / 1_000_000) * bytes.length);
  const [before, within, after] = [
    bytes.subarray(0, start),
    bytes.subarray(start, start + length),
    bytes.subarray(start + length),
  ];
  switch (kind) {
    case 'flip':
      return Buffer.concat([before, within.map((byte, index) => byte ^ (1 << ((at + index) % 8))), after]);
    case 'cut':
      return Buffer.concat([before, after]);
    case 'repeat':
      return Buffer.concat([before, within, within, within, after]);
    case 'insert':
      return Buffer.concat([before, piece, within, after]);
    case 'end':
      return before;
    case 'move':
      return Buffer.concat([within, before, after]);
  }
}

/** The bytes in pieces, as a socket might give them. */
export function inPieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((one, other) => one - other);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

export const cuts = fc.array(fc.nat(1_000_000), { maxLength: 5 });

/** Any JSON, names of the language among its keys. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    JSON.parse('{"__proto__":{"polluted":1}}'),
    { constructor: { prototype: { polluted: 1 } } },
    Number.MAX_SAFE_INTEGER + 2,
    -1,
    1e308,
    '',
    ' ',
    'x'.repeat(5_000),
    '\0\ud800\u202e',
    nested(400),
    [],
    {},
  ),
);

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

interface FieldEdit {
  /** At each level which of its fields is gone into; it ends where there are no more. */
  readonly steps: readonly number[];
  readonly kind: 'replace' | 'remove' | 'rename' | 'add' | 'double';
  readonly name: string;
  readonly value: unknown;
}

const fieldEdit: fc.Arbitrary<FieldEdit> = fc.record({
  steps: fc.array(fc.nat(20), { maxLength: 6 }),
  kind: fc.constantFrom('replace', 'replace', 'remove', 'rename', 'add', 'double'),
  name: fc.oneof(
    fc.constantFrom('__proto__', 'constructor', 'toString', 'prototype', 'length', 'then', '', 'a.b', 'x'.repeat(300)),
    fc.string({ maxLength: 12 }),
  ),
  value: anyJson,
});

/** One of the originals with up to `most` of its fields changed. The originals are left as they are. */
export function mutatedJson(originals: readonly unknown[], most = 4): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.nat(originals.length - 1), fc.array(fieldEdit, { maxLength: most }))
    .map(([which, edits]) => edits.reduce((value, one) => changed(value, one, 0), originals[which]));
}

function changed(value: unknown, edit: FieldEdit, depth: number): unknown {
  const step = edit.steps[depth];
  if (typeof value !== 'object' || value === null) return edit.kind === 'replace' ? edit.value : value;
  const entries = Object.entries(value);
  const at = step === undefined || entries.length === 0 ? null : step % entries.length;
  if (at !== null && depth + 1 < edit.steps.length) {
    const [name, inner] = entries[at] ?? ['', null];
    entries[at] = [name, changed(inner, edit, depth + 1)];
  } else editEntries(entries, at, edit);
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : withOwnFields(entries);
}

function editEntries(entries: [string, unknown][], at: number | null, { kind, name, value }: FieldEdit): void {
  const entry = at === null ? undefined : entries[at];
  if (at === null || entry === undefined || kind === 'add') entries.push([name, value]);
  else if (kind === 'replace') entries[at] = [entry[0], value];
  else if (kind === 'remove') entries.splice(at, 1);
  else if (kind === 'rename') entries[at] = [name, entry[1]];
  else entries.push([name, entry[1]]);
}

/** Also one named `__proto__`, as `JSON.parse` makes it. */
function withOwnFields(entries: readonly (readonly [string, unknown])[]): object {
  const made = {};
  for (const [name, value] of entries) {
    Object.defineProperty(made, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return made;
}
