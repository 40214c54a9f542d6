/** Which page shows which session: the last one that attached gets the output, and only it may acknowledge. */
export interface Views<Page> {
  take(page: Page, sessionId: unknown): void;
  shows(page: Page, sessionId: unknown): boolean;
  leave(page: Page): void;
}

export function createViews<Page>(): Views<Page> {
  const pages = new Map<unknown, Page>();
  return {
    take: (page, sessionId) => void pages.set(sessionId, page),
    shows: (page, sessionId) => pages.get(sessionId) === page,
    leave(page) {
      for (const [sessionId, owner] of pages) if (owner === page) pages.delete(sessionId);
    },
  };
}
