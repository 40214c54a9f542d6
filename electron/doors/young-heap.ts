import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's space for new objects as small as it is, where it would grow to 32 MB in a flood. What a socket read is freed
 * when that space is collected, so the space's size decides how many megabytes of read output lie about: behind a page that
 * takes nothing core grew by 30 MB without this, and by 2 MB with it; 20 idle sessions took 2.8 MB each without, and 0.1
 * to 0.4 MB with. The space for old objects may double before it is collected: with less, a flood had all of them looked
 * through every 6 MB, which took a fifth of core's time and won no memory. To be called once all is loaded, which makes many
 * objects. Affects nothing but this process; an engine that does not know a flag says so and goes on.
 */
export function keepYoungHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=100');
}
