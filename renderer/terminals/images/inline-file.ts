import { fits, imageLimits } from './image-limits.ts';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

const longestHeader = 4096;
/** In base64. What says how large a picture is stands before this, behind whatever a camera has put there. */
const searchedCharacters = 1024 * 1024;

/**
 * The picture in what follows `OSC 1337 ;`, when it is one that is to be shown: `File=…;inline=1…:` and a whole PNG, JPEG
 * or GIF. Null for everything else. A browser decodes by what the file says, whatever is said in front of it, so the size
 * is read where decoders read it.
 */
export function inlinePicture(data: string): PictureSize | null {
  if (!data.startsWith('File=')) return null;
  const colon = data.slice(0, longestHeader).indexOf(':');
  if (colon < 0) return null;
  const fields = new Map(
    data
      .slice('File='.length, colon)
      .split(';')
      .map((field) => [field.slice(0, field.indexOf('=')), field.slice(field.indexOf('=') + 1)] as const),
  );
  const asked = ['width', 'height'].map((side) => Number.parseInt(fields.get(side) ?? '', 10));
  // Pixels, cells or percent: none is so large.
  if (asked.some((side) => side > imageLimits.sidePixels)) return null;
  const bytes = Number(fields.get('size'));
  if (fields.get('inline') !== '1' || !Number.isInteger(bytes) || bytes < 1 || bytes > imageLimits.fileBytes)
    return null;
  const size = sizeOf(decoded(data.slice(colon + 1, colon + 1 + searchedCharacters)));
  return size !== null && fits(size.width, size.height) ? size : null;
}

function decoded(base64: string): Uint8Array {
  let text = '';
  try {
    text = atob(base64);
  } catch {
    // No base64: no picture.
  }
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** What a decoder makes room for; null where it is none of the three, or cannot be told. */
export function sizeOf(file: Uint8Array): PictureSize | null {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  try {
    if (view.getUint32(0) === 0x89504e47 && view.getUint32(4) === 0x0d0a1a0a && view.getUint32(12) === 0x49484452) {
      return { width: view.getUint32(16), height: view.getUint32(20) };
    }
    if (view.getUint16(0) === 0xffd8) return jpegSize(view);
    const isGif = view.getUint32(0) === 0x47494638 && (view.getUint16(4) === 0x3761 || view.getUint16(4) === 0x3961);
    return isGif ? gifSize(view) : null;
  } catch {
    // It ends too soon.
    return null;
  }
}

/** Of the first frame header: a later one, which may say something else, is an error to decoders. */
function jpegSize(view: DataView): PictureSize | null {
  for (let at = 2; ; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    // C4, C8 and CC are tables and reserved.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    }
    // The picture begins, or ends, without one; or something that has no length.
    if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xda) || marker === 0xff) return null;
  }
}

/** Of the whole, and of its first picture where that is larger: decoders make the whole as large. */
function gifSize(view: DataView): PictureSize | null {
  const size = { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  const flags = view.getUint8(10);
  let at = 13 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  while (view.getUint8(at) === 0x21) {
    at += 2;
    while (view.getUint8(at) !== 0) at += 1 + view.getUint8(at);
    at += 1;
  }
  if (view.getUint8(at) !== 0x2c) return null;
  return {
    width: Math.max(size.width, view.getUint16(at + 1, true) + view.getUint16(at + 5, true)),
    height: Math.max(size.height, view.getUint16(at + 3, true) + view.getUint16(at + 7, true)),
  };
}
