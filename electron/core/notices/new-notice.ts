import type { Notice } from '../../contract.ts';

/** A notice as those see it who have something to tell. */
export type NewNotice = Omit<Notice, 'id' | 'at' | 'read' | 'actions' | 'about' | 'reach'> & {
  /** What it is about: a second notice with the same key is none, also in a later run. */
  readonly key: string;
  readonly actions?: Notice['actions'];
  readonly about?: Notice['about'];
  /** What follows the job's name where it is listed with others: `failed`. */
  readonly brief?: string;
  /** A sentence for all of them where the same holds for each. */
  readonly why?: string;
  /** Its title where names must not be shown; absent = the kind's. */
  readonly unnamed?: string;
  /** Its titles at a later moment, for what has a countdown in it; null = there is nothing to tell any more. */
  readonly titlesAt?: (now: number) => { readonly title: string; readonly unnamed: string } | null;
};
