/** From the content of a message to Anthropic's blocks. */
import type { Content } from '../../../protocol/message.ts';
import { isBlank } from '../../routing/beyond-dialect.ts';
import { type Json, kept, refuse } from '../json.ts';
import { percentDecoded } from '../percent-decoded.ts';

/**
 * Blocks in order. Texts that are empty are left out, and white space where no text stands beside it, since Anthropic refuses
 * them. `field` is the caller's name of it.
 */
export function toBlocks(content: readonly Content[], field: string): Json[] {
  const isMute = content.every((item) => item.type !== 'text' || isBlank(item));
  return content.flatMap((item, index) => {
    if (isMute && isBlank(item)) return [];
    const block = toBlock(item, `${field}[${index}]`);
    return block === null ? [] : [{ ...block, ...kept(item.vendor, 'cache_control') }];
  });
}

function toBlock(content: Content, field: string): Json | null {
  switch (content.type) {
    case 'text':
      return content.text === '' ? null : { type: 'text', text: content.text };
    case 'image':
      return { type: 'image', source: imageSource(content.url, `${field}.image_url.url`) };
    case 'file':
      return {
        type: 'document',
        source: documentSource(content.url, `${field}.file.file_data`),
        ...(content.name !== undefined && { title: content.name }),
        ...kept(content.vendor, 'citations', 'context'),
      };
    case 'audio':
      return refuse(`${field}.input_audio`, 'must be left out: Anthropic hears no audio', content.format);
  }
}

const imageTypes: readonly string[] = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

function imageSource(url: string, field: string): Json {
  const inline = readDataUrl(url);
  if (inline === null) return urlSource(url, field);
  if (imageTypes.includes(inline.mediaType) && inline.isBase64) return base64Source(inline);
  return refuse(field, `must be base64 of one of ${imageTypes.join(', ')}`, inline.mediaType);
}

function documentSource(url: string, field: string): Json {
  const inline = readDataUrl(url);
  if (inline === null) return urlSource(url, field);
  if (inline.mediaType === 'application/pdf' && inline.isBase64) return base64Source(inline);
  if (inline.mediaType.startsWith('text/')) return { type: 'text', media_type: 'text/plain', data: textOf(inline) };
  return refuse(field, 'must be a data URL of application/pdf or of a text', inline.mediaType);
}

/** The vendor fetches it, and only over https. */
function urlSource(url: string, field: string): Json {
  if (/^https:\/\//i.test(url)) return { type: 'url', url };
  return refuse(field, 'must be a data URL or an https URL', `${url.slice(0, url.indexOf(':') + 1).slice(0, 12)}…`);
}

interface DataUrl {
  readonly mediaType: string;
  readonly isBase64: boolean;
  readonly data: string;
}

/** By hand: a pattern over megabytes of base64 costs more than the rest of the request. */
function readDataUrl(url: string): DataUrl | null {
  if (!/^data:/i.test(url)) return null;
  const comma = url.indexOf(',');
  const head = url.slice('data:'.length, Math.max(comma, 0)).toLowerCase();
  const [mediaType = ''] = head.split(';', 1);
  return { mediaType: mediaType.trim(), isBase64: /;\s*base64$/.test(head), data: url.slice(comma + 1) };
}

function base64Source({ mediaType, data }: DataUrl): Json {
  return { type: 'base64', media_type: mediaType, data };
}

function textOf({ isBase64, data }: DataUrl): string {
  return isBase64 ? Buffer.from(data, 'base64').toString() : percentDecoded(data);
}
