import { elementScroll, type VirtualizerOptions } from '@tanstack/react-virtual';

type Options = VirtualizerOptions<HTMLDivElement, HTMLDivElement>;

/*
 * Sizes as the browser tells them once it has laid the page out. Asking for them while the list is drawn, as the library
 * does by itself, makes it lay out everything twice before the first picture.
 */

export const toldRect: Options['observeElementRect'] = ({ scrollElement }, tell) => {
  if (scrollElement === null) return undefined;
  const observer = new ResizeObserver(([entry]) => {
    if (entry !== undefined) tell({ width: entry.contentRect.width, height: Math.round(entry.contentRect.height) });
  });
  observer.observe(scrollElement);
  return () => observer.disconnect();
};

export const toldHeight: NonNullable<Options['measureElement']> = (element, entry, instance) => {
  const told = entry?.borderBoxSize[0]?.blockSize;
  const index = instance.indexFromElement(element);
  const known = instance.itemSizeCache.get(instance.options.getItemKey(index));
  return told === undefined ? (known ?? instance.options.estimateSize(index)) : Math.round(told);
};

/** The library scrolls a new list to where it is. */
export const scrollElsewhere: Options['scrollToFn'] = (offset, options, instance) => {
  if (offset + (options.adjustments ?? 0) !== (instance.scrollOffset ?? 0)) elementScroll(offset, options, instance);
};
