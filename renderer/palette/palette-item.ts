import type { LucideIcon } from 'lucide-react';

/** Something that the palette can do. */
export interface ActionItem {
  readonly icon: LucideIcon;
  readonly label: string;
  /** What else it may be looked for by. */
  readonly words?: string;
  /** The keys that do the same. */
  readonly keys?: string;
  readonly run: () => void;
}
