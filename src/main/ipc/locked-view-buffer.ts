/** Buffers views of changed registrations while the counter is locked. The newest view of each is sent after unlocking. */
import type { RegistrationView } from '#shared/domain/registration.ts';
import type { Access } from './access.ts';

export interface LockedViewBuffer {
  /** Sends the view now, or after unlocking. */
  readonly sendWhenUnlocked: (view: RegistrationView) => void;
}

export interface LockedViewBufferDeps {
  readonly access: Pick<Access, 'check' | 'onChange'>;
  readonly send: (view: RegistrationView) => void;
}

export const createLockedViewBuffer = ({
  access,
  send,
}: LockedViewBufferDeps): LockedViewBuffer => {
  const newestViews = new Map<string, RegistrationView>();
  access.onChange((isOpen) => {
    // After a sign-out the buffered views are dropped, because the page loads the views of the next clerk itself.
    if (access.check('clerk') !== null) newestViews.clear();
    if (!isOpen) return;
    const bufferedViews = [...newestViews.values()];
    newestViews.clear();
    for (const view of bufferedViews) send(view);
  });
  return {
    sendWhenUnlocked: (view) => {
      if (access.check('unlocked') === null) send(view);
      else if (access.check('clerk') === null) newestViews.set(view.id, view);
    },
  };
};
