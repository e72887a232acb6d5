/** Configures the unit, contract, device, fault, capture, package and Windows tiers; `playwright.config.ts` has the end-to-end tier. */
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const createTier = (
  name: string,
  timeoutMs: number,
  overrides: { globalSetup?: string; include?: string[]; exclude?: string[] } = {},
) => ({
  extends: true as const,
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
    ...overrides,
  },
});

export default defineConfig({
  plugins: [vue()],
  test: {
    maxWorkers: 2,
    // Generous for busy machines, as the time limits of the tiers are; the default is one second.
    expect: { poll: { timeout: 30_000, interval: 20 } },
    projects: [
      createTier('unit', 120_000),
      createTier('contract', 120_000),
      createTier('device', 180_000),
      createTier('faults', 900_000, { exclude: ['tests/faults/simulation/**'] }),
      // Part of the fault tier. It runs in simulated time, so that it needs only one core and can run beside other tiers.
      createTier('simulation', 300_000, { include: ['tests/faults/simulation/**/*.test.ts'] }),
      createTier('capture', 900_000),
      createTier('windows', 300_000, { globalSetup: 'tests/windows/set-up.ts' }),
      createTier('package', 600_000, { globalSetup: 'tests/package/set-up.ts' }),
    ],
  },
});
