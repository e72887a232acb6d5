/** The page may use a camera only while it holds the lease, and it holds it only while a photo step or card camera is open. */

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
