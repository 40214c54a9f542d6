import type { FirstList } from '../../electron/contract.ts';
import { drawFirstList } from './draw-first-list.ts';

/** The door puts it there (electron/doors/first-list.ts). */
const data = document.getElementById('first-list');
const place = document.querySelector<HTMLElement>('.frame');
if (data !== null && place !== null) {
  drawFirstList(place, JSON.parse(data.textContent ?? '') as FirstList, Date.now());
  // `npm run bench -- start` reads it.
  performance.mark('first-list');
}
