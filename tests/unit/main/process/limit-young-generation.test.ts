import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const MB = 1024 * 1024;
const modulePath = path.resolve(
  import.meta.dirname,
  '../../../../src/main/process/limit-young-generation.ts',
);

/** Returns the size in bytes of V8's young generation after many objects survived. Runs in a separate process. */
const measureYoungGeneration = (setUpCode: string): number => {
  const script = `
    import { getHeapSpaceStatistics } from 'node:v8';
    ${setUpCode}
    const kept = [];
    for (let round = 0; round < 15; round += 1) {
      kept.push(Array.from({ length: 20_000 }, (_, at) => ({ at, parts: [at] })));
    }
    const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space');
    process.stdout.write(String(young.space_size));
  `;
  const nodeArguments = [
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '--eval',
    script,
  ];
  return Number(execFileSync(process.execPath, nodeArguments, { encoding: 'utf8' }));
};

describe('limitYoungGeneration', () => {
  it('keeps the young generation below 16 MB, which it exceeds without the limit', () => {
    expect(measureYoungGeneration('')).toBeGreaterThan(16 * MB);
    const setUpCode = `import { limitYoungGeneration } from ${JSON.stringify(modulePath)}; limitYoungGeneration();`;
    expect(measureYoungGeneration(setUpCode)).toBeLessThan(16 * MB);
  });
});
