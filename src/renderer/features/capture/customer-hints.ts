/** Hints to the customer over the camera preview, in both languages and in the polite form of address. */
import type { IconName } from '#renderer/ui/icons.ts';
import type { PhotoProblem } from '#shared/domain/registration.ts';

export interface Hint {
  readonly icon: IconName;
  readonly en: string;
  readonly bn: string;
}

/** `ready`: every check passed. `wait`: no check failed, but at least one has no result. */
export const customerHints: Readonly<Record<PhotoProblem | 'ready' | 'wait', Hint>> = {
  wait: {
    icon: 'user-focus',
    en: 'Look here, face in the oval',
    bn: 'এদিকে তাকান, মুখ ঘেরের ভেতরে',
  },
  ready: { icon: 'check-circle-fill', en: 'Good, hold still', bn: 'ঠিক আছে, স্থির থাকুন' },
  'no-face': { icon: 'user-focus', en: 'Look into the camera', bn: 'ক্যামেরার দিকে তাকান' },
  'many-faces': { icon: 'user', en: 'One person only', bn: 'শুধু একজন থাকুন' },
  'too-dark': { icon: 'sun', en: 'More light on the face', bn: 'মুখে আরও আলো লাগবে' },
  'too-bright': { icon: 'sun', en: 'Less light on the face', bn: 'মুখে আলো কম লাগবে' },
  'too-small': { icon: 'arrows-out-simple', en: 'Come a little closer', bn: 'একটু কাছে আসুন' },
  'too-large': { icon: 'arrows-in-simple', en: 'Go back a little', bn: 'একটু পেছনে যান' },
  'off-middle': { icon: 'user-focus', en: 'Come to the middle', bn: 'মাঝখানে আসুন' },
  'eyes-hidden': { icon: 'eye', en: 'Open your eyes, look here', bn: 'চোখ খুলে এদিকে তাকান' },
};
