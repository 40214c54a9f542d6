/**
 * The list as it was last known, drawn without React into the frame of index.html, while the rest of the code is still
 * being read. It looks as JobsPane does, cannot be used, and goes when the window is drawn.
 */
import type { AccountFeed, FirstList } from '../../electron/contract.ts';
import { buildTree, type TreeRow } from '../jobs/job-tree.ts';
import { jobDetail, jobTime, ringFilled, ringShape } from '../jobs/job-words.ts';
import { age } from '../ui/ages.ts';
import { refLabel } from '../ui/git-ref.ts';
import { RING_AROUND, RING_RADIUS } from '../ui/ring.ts';

/** The flattest row's height: more of them than this do not fit. */
const LEAST_ROW_PIXELS = 26;

export function drawFirstList(frame: HTMLElement, list: FirstList, now: number): void {
  const { theme, sidebarWidth, jobScope } = list.settings;
  document.documentElement.dataset.theme = theme === 'system' ? systemTheme() : theme;
  // With the line at its edge.
  frame.style.gridTemplateColumns = `${sidebarWidth + 1}px 1fr`;
  const rows = buildTree({ ...list, sessions: [], armed: [], scope: jobScope, filter: '', folded: new Set() });
  const count = list.feeds.flatMap(({ jobs }) => jobs).filter(({ status }) => status === 'running').length;
  const head = element(
    'header',
    'jobs-head',
    element('h2', '', 'Jobs'),
    element('span', 'jobs-count num', `${count} running`),
  );
  const filter = document.createElement('input');
  filter.placeholder = 'Filter';
  const inSight = rows.slice(0, Math.ceil(window.innerHeight / LEAST_ROW_PIXELS));
  const pane = element(
    'div',
    'jobs first-list',
    head,
    element('div', 'jobs-filter', filter),
    element('div', 'job-list', ...inSight.map((row) => drawRow(row, now))),
  );
  pane.inert = true;
  frame.querySelector('.frame-list')?.replaceChildren(pane);
}

const systemTheme = (): 'light' | 'dark' =>
  window.matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';

function drawRow(row: TreeRow, now: number): HTMLElement {
  switch (row.kind) {
    case 'account': {
      const { label, colour, instance } = row.account;
      const square = element('i', 'account-square');
      square.style.background = `var(--account-${colour})`;
      const name = element('span', 'group-name', label);
      const where = label === instance.name ? [] : [element('span', 'group-instance', instance.name)];
      return element('div', 'group', square, name, ...where, element('span', 'group-age num', ageOf(row.feed, now)));
    }
    case 'pipeline':
      return stale(
        element(
          'div',
          'pipeline',
          element('b', '', row.projectPath),
          element('span', 'num', row.pipeline),
          element('span', 'pipeline-ref', refLabel(row.ref)),
        ),
        row.stale,
      );
    case 'job': {
      const { job } = row;
      const name = element('span', 'job-name-text', job.name);
      name.setAttribute('elementtiming', 'first-list');
      const text = element(
        'div',
        'job-text',
        element('span', 'job-name', name),
        element('span', 'job-detail', jobDetail(job, row.stale)),
      );
      const shape = ringShape(job, null);
      const main = element('div', 'job-main', ring(shape, ringFilled(job, now)), text);
      const time = element('div', 'job-end', element('span', 'job-time num', jobTime(job, null, now)));
      return stale(element('div', 'job', main, time), row.stale);
    }
    case 'none':
      return element('div', 'no-jobs', 'No running jobs');
    case 'loading':
    case 'armed':
    case 'failure':
      return element('div', '');
  }
}

function stale(row: HTMLElement, isStale: boolean): HTMLElement {
  if (isStale) row.dataset.stale = 'true';
  return row;
}

const ageOf = (feed: AccountFeed | null, now: number): string =>
  feed?.fetchedAt == null ? '' : age(Math.max(0, now - feed.fetchedAt));

function ring(shape: string, filled: number): SVGElement {
  const svg = svgElement('svg', {
    class: 'state-ring',
    'data-shape': shape,
    viewBox: '0 0 16 16',
    width: '16',
    height: '16',
  });
  const circle = { cx: '8', cy: '8', r: String(RING_RADIUS) };
  svg.append(svgElement('circle', { ...circle, class: 'ring-track' }));
  if (shape === 'running') {
    const dashes = `${Math.max(0.06, Math.min(1, filled)) * RING_AROUND} ${RING_AROUND}`;
    svg.append(
      svgElement('circle', {
        ...circle,
        class: 'ring-filled',
        'stroke-dasharray': dashes,
        transform: 'rotate(-90 8 8)',
      }),
    );
  }
  return svg;
}

function svgElement(tag: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function element(tag: string, className: string, ...children: readonly (Node | string)[]): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}
