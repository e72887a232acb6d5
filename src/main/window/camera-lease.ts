/**
 * Lease that permits the page to use a camera. The page holds it only while a photo step or the card camera is open.
 */

export interface CameraLease {
  take(purpose: 'photo' | 'card'): void;
  release(): void;
  held(): boolean;
}

export const createCameraLease = (): CameraLease => {
  let purpose: 'photo' | 'card' | null = null;
  return {
    take: (wanted) => {
      purpose = wanted;
    },
    release: () => {
      purpose = null;
    },
    held: () => purpose !== null,
  };
};
