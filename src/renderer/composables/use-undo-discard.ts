/** Offers to undo the discard of a draft, in the toast about it. */
import { nextTick } from 'vue';
import { useTexts } from '#renderer/i18n/index.ts';
import { useToasts } from '#renderer/ui/toasts.ts';
import { useBridge } from './bridge.ts';

export interface DiscardedDraft {
  readonly id: string;
  readonly reference: string;
  /** Period in which the discard can be undone, milliseconds; 0 when it cannot. */
  readonly undoMs: number;
}

/** @param onRestored opens the restored draft, given its id. */
export const useUndoDiscard = (
  onRestored: (id: string) => Promise<void>,
): { readonly report: (discarded: DiscardedDraft) => void } => {
  const bridge = useBridge();
  const toasts = useToasts();
  const { t } = useTexts();

  const undo = async ({ id, reference }: DiscardedDraft): Promise<void> => {
    const answer = await bridge.registration.undoDiscard({ id });
    // The call fails only after the undo period.
    if (!answer.ok) return toasts.show(t('registration.discard.done', { reference }));
    await onRestored(id);
    // Opening a registration dismisses the toasts of the previous screen.
    await nextTick();
    toasts.show(t('registration.discard.undone', { reference }));
  };
  return {
    report: (discarded) => {
      const { reference, undoMs } = discarded;
      if (undoMs === 0) return toasts.show(t('registration.discard.done', { reference }));
      toasts.show(t('registration.discard.underWay', { reference }), {
        label: t('registration.discard.undo'),
        run: () => void undo(discarded),
        durationMs: undoMs,
      });
    },
  };
};
