/**
 * Persists whether the training guide is visible. An empty marker file in the training folder means that the guide was finished or
 * skipped.
 */
import { access, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeFileAtomically } from '#main/files/write-file-atomically.ts';

export interface GuideState {
  isVisible(): boolean;
  /** Changes and persists the state. Never rejects: a state that cannot be persisted is valid until the app ends. */
  setVisible(visible: boolean): Promise<void>;
}

/** Loads the state. The guide is visible when the marker file is missing or cannot be read. */
export const loadGuideState = async (folder: string): Promise<GuideState> => {
  const markerFile = path.join(folder, 'guide-seen');
  let isVisible = await access(markerFile).then(
    () => false,
    () => true,
  );
  const persist = async (): Promise<void> => {
    if (isVisible) return rm(markerFile, { force: true });
    await mkdir(folder, { recursive: true });
    await writeFileAtomically(markerFile, '');
  };
  return {
    isVisible: () => isVisible,
    setVisible: async (visible) => {
      isVisible = visible;
      // A failure is ignored: its only consequence is that the guide is shown again after the next start.
      await persist().catch(() => undefined);
    },
  };
};
