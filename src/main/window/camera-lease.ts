/** Records whether the page may use a camera. The page has this lease only while a photo step or the card camera is open. */

/** Permission of the page to open a camera. */
export interface CameraLease {
  acquire(purpose: 'photo' | 'card'): void;
  release(): void;
  isHeld(): boolean;
}

export const createCameraLease = (): CameraLease => {
  let purpose: 'photo' | 'card' | null = null;
  return {
    acquire: (newPurpose) => {
      purpose = newPurpose;
    },
    release: () => {
      purpose = null;
    },
    isHeld: () => purpose !== null,
  };
};
