/** Lists what a zip file holds, by its directory at the end. */

export interface ZipEntry {
  readonly name: string;
  readonly bytes: number;
  readonly packedBytes: number;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;

/** Throws when the file is no zip, or one so large that it would need the 64-bit form. */
export function zipEntries(zip: Buffer): readonly ZipEntry[] {
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== endSignature) end -= 1;
  if (end < 0) throw new Error('this is no zip file');
  const count = zip.readUInt16LE(end + 10);
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  while (entries.length < count) {
    if (zip.readUInt32LE(at) !== entrySignature) throw new Error('the directory of this zip file is broken');
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    entries.push({ name, packedBytes: zip.readUInt32LE(at + 20), bytes: zip.readUInt32LE(at + 24) });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}
