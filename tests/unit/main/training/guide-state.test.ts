import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadGuideState } from '#main/training/guide-state.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'guide-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('loadGuideState', () => {
  it('shows the guide until it is finished, and again on request', async () => {
    const training = path.join(folder, 'training');
    const first = await loadGuideState(training);
    expect(first.isVisible()).toBe(true);
    await first.setVisible(false);
    expect((await loadGuideState(training)).isVisible()).toBe(false);
    await first.setVisible(true);
    expect((await loadGuideState(training)).isVisible()).toBe(true);
  });

  it('hides the guide until the app ends when its file cannot be written', async () => {
    const blocked = path.join(folder, 'file');
    await writeFile(blocked, '');
    const state = await loadGuideState(blocked);
    await state.setVisible(false);
    expect(state.isVisible()).toBe(false);
  });
});
