/** Configures the end-to-end tier: the built app on Electron, or on the stand-in host if Electron's binary is absent. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  // Ends a test that hangs. It is generous for busy machines; no test depends on it.
  timeout: 600_000,
  expect: { timeout: 90_000 },
  // One more than the cores, because some tests wait for a time limit of the product (idle lock, hung page) without using a core.
  workers: 3,
  fullyParallel: true,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
});
