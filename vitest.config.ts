/** Unit, contract, device, fault, capture and Windows tiers; the end-to-end tier is Playwright's. */
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const tier = (name: string, timeoutMs: number, more: { globalSetup?: string } = {}) => ({
  extends: true as const,
  test: { name, include: [`tests/${name}/**/*.test.ts`], testTimeout: timeoutMs, hookTimeout: timeoutMs, ...more },
});

export default defineConfig({
  plugins: [vue()],
  test: {
    maxWorkers: 2,
    projects: [
      tier('unit', 30_000),
      tier('contract', 30_000),
      tier('device', 60_000),
      tier('faults', 120_000),
      tier('capture', 900_000),
      tier('windows', 120_000, { globalSetup: 'tests/windows/set-up.ts' }),
    ],
  },
});
