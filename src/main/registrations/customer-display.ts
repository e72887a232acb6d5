/**
 * Controls the view on the customer's display: the open registration while Review is on the clerk's screen, and no customer's
 * data at any other time. Keeps the consent given there until the registration is submitted or changes.
 */
import type { ConsentText, ConsentView } from '#shared/domain/consent.ts';
import { resolvedValues, type FieldValues } from '#shared/domain/fields.ts';
import type { ChoiceLists } from '#shared/domain/lists.ts';
import { isEditable, type RegistrationView } from '#shared/domain/registration.ts';
import type { CustomerAnswer, CustomerView, ShowInput } from '#shared/ipc/customer-contract.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Access } from '#main/ipc/access.ts';
import { isCurrentConsent } from '#main/record/consent.ts';
import type { Session } from '#main/session/port.ts';
import type { Registrations } from './port.ts';

export interface CustomerDisplayDeps {
  readonly registrations: Pick<Registrations, 'current' | 'onChange'>;
  readonly access: Pick<Access, 'check' | 'onChange'>;
  readonly session: Pick<Session, 'onChange'>;
  readonly lists: ChoiceLists;
  readonly consent: ConsentText;
  readonly location: { readonly bank: { readonly en: string; readonly bn: string } };
  /** Appearance of the counter's pages, and the language while no registration is shown. */
  readonly appearance: () => Pick<CustomerView, 'locale' | 'display' | 'training'>;
  /** Sends the view to the customer's page. */
  readonly send: (view: CustomerView) => void;
  /** Reports the customer's answer to the clerk's page. */
  readonly onAnswer: (answer: CustomerAnswer) => void;
  readonly now: () => number;
}

export interface CustomerDisplay {
  /** Shows Review of a registration. Fails with REG-STATE when it is not the open one at that step. */
  show(input: ShowInput): Promise<Result<undefined>>;
  /** Removes the registration from the display, when Review is no longer on the clerk's screen. */
  hide(): void;
  view(): CustomerView;
  /**
   * Records the customer's consent. Fails with REG-STATE when `number` is not that of the current view, and with REG-NO-CONSENT when
   * `textHash` is not that of the current text.
   */
  agree(answer: {
    number: number;
    locale: 'en' | 'bn';
    textHash: string;
    shownMs: number;
  }): Result<undefined>;
  /** Records that the customer reported a mistake, which withdraws the consent. Fails with REG-STATE as `agree` does. */
  reportMistake(answer: { number: number }): Result<undefined>;
  /** Whether the picture at this address is part of the view. */
  isShown(address: string): boolean;
  /** The consent given on the display, if exactly these values of this registration were shown there. */
  consentTo(id: string, values: FieldValues): ConsentView | null;
}

interface ShownRegistration {
  readonly input: ShowInput;
  readonly view: RegistrationView;
}

const valuesOf = ({ fields, sameAddress }: RegistrationView): FieldValues =>
  resolvedValues((name) => fields[name].value, sameAddress);

const isInReview = ({ state, step }: RegistrationView): boolean =>
  isEditable(state) && step === 'review';

export const createCustomerDisplay = (deps: CustomerDisplayDeps): CustomerDisplay => {
  const { consent, lists, location } = deps;
  let shown: ShownRegistration | null = null;
  /** Number of the last request to show or to hide. A registration that was read for an earlier request is ignored. */
  let requestNumber = 0;
  let viewNumber = 0;
  let lastContentKey = '';
  let lastSent = '';
  let givenConsent: {
    readonly id: string;
    readonly values: string;
    readonly consent: ConsentView;
  } | null = null;

  const customerReviewOf = ({ input, view }: ShownRegistration): CustomerView['review'] => ({
    values: { ...valuesOf(view) },
    sameAddress: view.sameAddress,
    card: { url: view.pictures.front?.url ?? null, portrait: input.portraits.card },
    photo: { url: view.pictures.photo?.url ?? null, portrait: input.portraits.photo },
    lists: {
      gender: [...lists.gender],
      profession: [...lists.profession],
      nomineeRelation: [...lists.nomineeRelation],
    },
    consent,
    consentLocale: input.consentLocale,
    given: input.given,
  });

  const view = (): CustomerView => ({
    ...deps.appearance(),
    ...(shown && { locale: shown.input.locale }),
    number: viewNumber,
    bank: location.bank,
    review: shown && customerReviewOf(shown),
  });

  /**
   * Sends the view if it differs from the last one. It gets a new number when its values or text changed, so that an answer to the
   * earlier view is rejected.
   */
  const setShown = (newShown: ShownRegistration | null): void => {
    shown = newShown;
    const content = newShown && [newShown.view.id, valuesOf(newShown.view), consent, location.bank];
    const contentKey = JSON.stringify(content);
    if (contentKey !== lastContentKey) viewNumber += 1;
    lastContentKey = contentKey;
    const current = view();
    const serialized = JSON.stringify(current);
    if (serialized === lastSent) return;
    lastSent = serialized;
    deps.send(current);
  };

  const clear = (): void => {
    requestNumber += 1;
    setShown(null);
  };
  const isOutdated = (answer: { readonly number: number }): boolean =>
    shown === null || answer.number !== viewNumber;

  deps.registrations.onChange((changed) => {
    if (
      givenConsent?.id === changed.id &&
      givenConsent.values !== JSON.stringify(valuesOf(changed))
    )
      givenConsent = null;
    if (shown?.view.id !== changed.id) return;
    if (isInReview(changed)) setShown({ ...shown, view: changed });
    else clear();
  });
  deps.access.onChange((isOpen) => {
    if (deps.access.check('clerk') !== null) givenConsent = null;
    if (!isOpen) clear();
  });
  deps.session.onChange((session) => {
    if (!session.signedIn) clear();
  });

  return {
    show: async (input) => {
      requestNumber += 1;
      const ownRequestNumber = requestNumber;
      const openRegistration = await deps.registrations.current();
      if (!openRegistration.ok) return openRegistration;
      if (ownRequestNumber !== requestNumber) return ok(undefined);
      const accessError = deps.access.check('unlocked');
      if (accessError) return accessError;
      if (openRegistration.data?.id !== input.id || !isInReview(openRegistration.data))
        return err('REG-STATE');
      setShown({ input, view: openRegistration.data });
      return ok(undefined);
    },
    hide: clear,
    view,
    agree: (answer) => {
      if (isOutdated(answer) || !shown) return err('REG-STATE');
      const { textHash, locale, shownMs } = answer;
      const { id } = shown.view;
      const evidence: ConsentView = {
        textVersion: consent.version,
        textHash,
        locale,
        at: deps.now(),
        by: 'customer-display',
        shownMs,
      };
      if (!isCurrentConsent(evidence, { consent, location })) return err('REG-NO-CONSENT');
      givenConsent = { id, values: JSON.stringify(valuesOf(shown.view)), consent: evidence };
      setShown({ ...shown, input: { ...shown.input, consentLocale: locale, given: true } });
      deps.onAnswer({ id, consent: evidence });
      return ok(undefined);
    },
    reportMistake: (answer) => {
      if (isOutdated(answer) || !shown) return err('REG-STATE');
      givenConsent = null;
      setShown({ ...shown, input: { ...shown.input, given: false } });
      deps.onAnswer({ id: shown.view.id, consent: null });
      return ok(undefined);
    },
    isShown: (address) =>
      shown !== null &&
      [shown.view.pictures.front, shown.view.pictures.photo].some(
        (picture) => picture?.url === address,
      ),
    consentTo: (id, values) =>
      givenConsent?.id === id && givenConsent.values === JSON.stringify(values)
        ? givenConsent.consent
        : null,
  };
};
