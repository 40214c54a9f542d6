import type { ComponentProps } from 'react';

/** A cell of a tree grid whose focus stays on rows. A virtual list cannot be a real table. */
export function Cell(props: ComponentProps<'div'>) {
  // biome-ignore lint/a11y/useSemanticElements: see above
  // biome-ignore lint/a11y/useFocusableInteractive: see above
  return <div {...props} role="gridcell" />;
}
