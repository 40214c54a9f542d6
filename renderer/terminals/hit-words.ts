/** How far a search has come: `3 of 10`. An index of -1: too many to count. */
export function hitWords(text: string, hits: { readonly index: number; readonly count: number } | null): string {
  if (text === '' || !hits) return '';
  if (hits.count === 0) return 'no hits';
  return hits.index < 0 ? `${hits.count}+ hits` : `${hits.index + 1} of ${hits.count}`;
}
