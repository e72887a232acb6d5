/** While the counter is locked the page learns nothing of customers: what it would have been told waits, newest last word each. */
import type { RegistrationView } from '#shared/domain/registration.ts';

export interface HoldBack {
  /** Tells now, or when the counter opens. */
  readonly offer: (view: RegistrationView) => void;
  /** To be called whenever the lock changes. */
  lockChanged(): void;
}

export const createHoldBack = (deps: { isLocked: () => boolean; tell: (view: RegistrationView) => void }): HoldBack => {
  const held = new Map<string, RegistrationView>();
  return {
    offer: (view) => {
      if (deps.isLocked()) held.set(view.id, view);
      else deps.tell(view);
    },
    lockChanged: () => {
      if (deps.isLocked()) return;
      const waiting = [...held.values()];
      held.clear();
      for (const view of waiting) deps.tell(view);
    },
  };
};
