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
    const trainingFolder = path.join(folder, 'training');
    const first = await loadGuideState(trainingFolder);
    expect(first.isVisible()).toBe(true);
    await first.setVisible(false);
    expect((await loadGuideState(trainingFolder)).isVisible()).toBe(false);
    await first.setVisible(true);
    expect((await loadGuideState(trainingFolder)).isVisible()).toBe(true);
  });

  it('hides the guide until the app ends when its file cannot be written', async () => {
    const fileInPlaceOfFolder = path.join(folder, 'file');
    await writeFile(fileInPlaceOfFolder, '');
    const state = await loadGuideState(fileInPlaceOfFolder);
    await state.setVisible(false);
    expect(state.isVisible()).toBe(false);
  });
});
