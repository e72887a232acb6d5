/**
 * Records the customer's consent during the review, with its evidence: exact text, language, giver, and the time for
 * which the text was displayed. Changing language or values withdraws the consent, because it applies to the displayed
 * content only.
 */
import {
  computed,
  shallowRef,
  watch,
  type ComputedRef,
  type Ref,
  type WritableComputedRef,
} from 'vue';
import { useAppStore } from '#renderer/composables/app-store.ts';
import type { Locale } from '#renderer/i18n/index.ts';
import { sha256 } from '#renderer/lib/sha256.ts';
import { useShownTime } from '#renderer/ui/use-shown-time.ts';
import { consentTextIn, type ConsentGiver, type ConsentView } from '#shared/domain/consent.ts';
import type { FieldValues } from '#shared/domain/fields.ts';
import type { CallInput } from '#shared/ipc/contract.ts';

interface GivenConsent {
  readonly giver: ConsentGiver;
  readonly at: number;
  /** Time for which the text had been displayed. */
  readonly shownMs: number;
  /** The text that was consented to. */
  readonly text: string;
}

export interface Consent {
  /** The text in the selected language; empty until the state of the counter is loaded. */
  readonly text: ComputedRef<string>;
  /** Whether the consent is given. Setting it to true records the clerk as the giver, on the customer's behalf. */
  readonly isGiven: WritableComputedRef<boolean>;
  readonly giver: ComputedRef<ConsentGiver | null>;
  /** @param shownMs time for which the text had been displayed. */
  readonly recordConsent: (giver: ConsentGiver, shownMs: number) => void;
  /** Records a consent from the customer's display. */
  readonly recordCustomerConsent: (consent: ConsentView) => void;
  readonly withdraw: () => void;
  /** @returns the evidence of the consent, or null while it is not given. */
  readonly collectEvidence: () => Promise<CallInput<'registration.submit'>['consent'] | null>;
}

export interface ConsentSubject {
  /** Language of the text. */
  readonly language: Ref<Locale>;
  /** The displayed values. */
  readonly values: () => FieldValues;
}

export const useConsent = ({ language, values }: ConsentSubject): Consent => {
  const store = useAppStore();
  const givenConsent = shallowRef<GivenConsent | null>(null);
  const text = computed(() =>
    store.state
      ? consentTextIn(store.state.consent, store.state.location.bank, language.value)
      : '',
  );
  // The text is not visible while the counter is locked.
  const shownMs = useShownTime(
    () => text.value,
    () => store.locked,
  );
  const withdraw = (): void => {
    givenConsent.value = null;
  };
  const recordConsent = (giver: ConsentGiver, displayedMs: number): void => {
    givenConsent.value = { giver, at: Date.now(), shownMs: displayedMs, text: text.value };
  };
  watch([text, () => JSON.stringify(values())], withdraw, { flush: 'sync' });

  return {
    text,
    isGiven: computed({
      get: () => givenConsent.value !== null,
      set: (isGiven) => {
        if (isGiven) recordConsent('clerk', shownMs());
        else withdraw();
      },
    }),
    giver: computed(() => givenConsent.value?.giver ?? null),
    recordConsent,
    recordCustomerConsent: (consent) => {
      // The language is set first, because its change withdraws the consent.
      language.value = consent.locale;
      givenConsent.value = {
        giver: 'customer-display',
        at: consent.at,
        shownMs: consent.shownMs ?? 0,
        text: text.value,
      };
    },
    withdraw,
    collectEvidence: async () => {
      const consent = givenConsent.value;
      const version = store.state?.consent.version;
      if (!consent || version === undefined) return null;
      return {
        textVersion: version,
        textHash: await sha256(consent.text),
        locale: language.value,
        by: consent.giver,
        shownMs: consent.shownMs,
        ageMs: Math.max(0, Date.now() - consent.at),
      };
    },
  };
};
