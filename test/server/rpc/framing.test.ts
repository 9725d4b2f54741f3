/** The frame around messages, however their bytes are cut; what breaks it is refused. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FrameReader, FramingError, frame } from '../../../server/rpc/framing.ts';

const read = (reader: FrameReader, bytes: Buffer) => reader.push(bytes).map((body) => JSON.parse(body.toString()));

describe('the frame around messages', () => {
  it('F6: any split of the bytes gives the same messages', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 5 }), fc.array(fc.nat(200)), (messages, cuts) => {
        const bytes = Buffer.concat(messages.map(frame));
        const reader = new FrameReader();
        const found: unknown[] = [];
        let from = 0;
        for (const cut of cuts) {
          found.push(...read(reader, bytes.subarray(from, from + cut)));
          from = Math.min(bytes.length, from + cut);
        }
        found.push(...read(reader, bytes.subarray(from)));
        assert.deepEqual(found, JSON.parse(JSON.stringify(messages)));
      }),
    );
  });

  it('takes headers in any case and beside others', () => {
    const bytes = Buffer.from('Content-Type: x\r\ncontent-length: 2\r\n\r\n{}');
    assert.deepEqual(read(new FrameReader(), bytes), [{}]);
  });

  for (const [what, header] of [
    ['no length', 'Content-Type: x\r\n\r\n'],
    ['a length that is no number', 'Content-Length: many\r\n\r\n'],
    ['a negative length', 'Content-Length: -5\r\n\r\n'],
    ['a length above the bound', 'Content-Length: 1001\r\n\r\n'],
    ['no end within 4 KB', 'x'.repeat(4096)],
  ] as const) {
    it(`refuses a header with ${what}`, () => {
      assert.throws(() => new FrameReader(1000).push(Buffer.from(header)), FramingError);
    });
  }
});
