import { imageLimits } from './image-limits.ts';

/**
 * Counts what decoding a sixel costs: how many columns of six pixels are painted. `!9999~$` paints ten thousand in seven
 * bytes, over the same place as often as it is sent, so neither the length nor the size of a picture tells.
 */
export interface SixelLabour {
  readonly begin: () => void;
  /** False from the moment it is too much. */
  readonly add: (data: Uint32Array, start: number, end: number) => boolean;
}

/** A picture of many colours paints a column once for each of them, six at most. */
const mostColumns = imageLimits.pixels;

const repeat = 0x21;
const digitZero = 0x30;
const digitNine = 0x39;
/** From here to `~`; the one before, `?`, paints nothing. */
const firstPainting = 0x40;
const lastPainting = 0x7e;

export function createSixelLabour(): SixelLabour {
  let columns = 0;
  let count = 0;
  let counting = false;
  return {
    begin() {
      columns = 0;
      count = 0;
      counting = false;
    },
    add(data, start, end) {
      for (let at = start; at < end; at += 1) {
        const code = data[at] as number;
        if (code >= firstPainting && code <= lastPainting) {
          columns += counting ? Math.max(1, count) : 1;
          counting = false;
        } else if (counting && code >= digitZero && code <= digitNine) count = count * 10 + code - digitZero;
        else {
          counting = code === repeat;
          count = 0;
        }
      }
      return columns <= mostColumns;
    },
  };
}
