/** Shows the review on the customer's display, if there is one, and receives the customer's answer from it. */
import { computed, onBeforeUnmount, watch, type Ref } from 'vue';
import { useAppStore } from '#renderer/composables/app-store.ts';
import { useBridge } from '#renderer/composables/bridge.ts';
import { useRegistration } from '#renderer/features/registration/state/use-registration.ts';
import type { PictureWithPortrait } from '#renderer/features/registration/steps/use-portraits.ts';
import type { Locale } from '#renderer/i18n/index.ts';
import type { ConsentView } from '#shared/domain/consent.ts';

export interface CustomerDisplayOptions {
  /** Language of the consent text. */
  readonly language: Ref<Locale>;
  readonly given: Ref<boolean>;
  readonly portraits: () => {
    readonly card: PictureWithPortrait;
    readonly photo: PictureWithPortrait;
  };
  readonly onAgreed: (consent: ConsentView) => void;
  readonly onReported: () => void;
}

export const useCustomerDisplay = (review: CustomerDisplayOptions): void => {
  const bridge = useBridge();
  const store = useAppStore();
  const registration = useRegistration();

  /**
   * Whether the review is shown now. The main process clears the display on a lock or a lost session; this also hides a
   * review that was sent just before.
   */
  const isShown = computed(
    () =>
      !store.locked &&
      !(store.sessionLost && !store.isSignInPostponed) &&
      registration.openState.value.view.step === 'review',
  );
  const displayedReview = computed(() => {
    const { card, photo } = review.portraits();
    return {
      id: registration.openState.value.view.id,
      locale: store.locale,
      consentLocale: review.language.value,
      given: review.given.value,
      portraits: { card: card.portrait, photo: photo.portrait },
    };
  });
  watch(
    [isShown, () => JSON.stringify(displayedReview.value)],
    () => {
      if (isShown.value) void bridge.customer.show(displayedReview.value);
      else void bridge.customer.hide();
    },
    { immediate: true },
  );
  const removeListener = bridge.events.on('customer-answer', ({ id, consent }) => {
    if (id !== registration.flow.value?.view.id) return;
    if (consent) review.onAgreed(consent);
    else review.onReported();
  });
  onBeforeUnmount(() => {
    removeListener();
    void bridge.customer.hide();
  });
};
