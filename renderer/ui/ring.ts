/** The measures of a running ring, in a box of 16. */
export const RING_RADIUS = 5.5;
export const RING_AROUND = 2 * Math.PI * RING_RADIUS;
