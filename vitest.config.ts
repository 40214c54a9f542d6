import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Unit and integration tests. The end-to-end specs run under Playwright: see playwright.config.ts. */
export default defineConfig({
  test: {
    // Real processes, sockets and a PTY per job: more workers than this only make each other wait on small machines.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/{core,gitlab,web,shell,electron,fakes,build,publish}/**/*.test.ts', 'test/package/*.test.ts'],
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'packages',
          environment: 'node',
          include: ['test/package/made/*.test.ts'],
          globalSetup: 'test/package/made/setup.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'ui',
          environment: 'happy-dom',
          include: ['test/ui/**/*.test.{ts,tsx}'],
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
    ],
  },
});
