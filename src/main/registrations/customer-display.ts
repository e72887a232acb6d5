/**
 * What the customer sees on a display of their own: the open registration while Review is on the clerk's screen, and nothing of
 * a customer at any other time. Keeps the consent given there until the registration is submitted or changes.
 */
import type { ConsentText, ConsentView } from '#shared/domain/consent.ts';
import { resolvedValues, type FieldValues } from '#shared/domain/fields.ts';
import type { Lists } from '#shared/domain/lists.ts';
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
  readonly lists: Lists;
  readonly consent: ConsentText;
  readonly location: { readonly bank: { readonly en: string; readonly bn: string } };
  /** How the counter's pages look, and the language while nothing of a customer is shown. */
  readonly look: () => Pick<CustomerView, 'locale' | 'display' | 'training'>;
  /** Sends the view to the customer's page. */
  readonly send: (view: CustomerView) => void;
  /** Reports the customer's answer to the clerk's page. */
  readonly answered: (answer: CustomerAnswer) => void;
  readonly now: () => number;
}

export interface CustomerDisplay {
  /** Review of this registration is on the clerk's screen. REG-STATE when it is not the open one at that step. */
  show(input: ShowInput): Promise<Result<undefined>>;
  /** Review is not on the clerk's screen any more. */
  hide(): void;
  view(): CustomerView;
  agree(answer: {
    number: number;
    locale: 'en' | 'bn';
    textHash: string;
    shownMs: number;
  }): Result<undefined>;
  report(answer: { number: number }): Result<undefined>;
  /** Whether the picture at this address is part of the view. */
  shows(address: string): boolean;
  /** The consent given on the display, if exactly these values of this registration were shown there. */
  consentTo(id: string, values: FieldValues): ConsentView | null;
}

interface Shown {
  readonly input: ShowInput;
  readonly view: RegistrationView;
}

const valuesOf = ({ fields, sameAddress }: RegistrationView): FieldValues =>
  resolvedValues((name) => fields[name].value, sameAddress);

const isInReview = ({ state, step }: RegistrationView): boolean =>
  isEditable(state) && step === 'review';

export const createCustomerDisplay = (deps: CustomerDisplayDeps): CustomerDisplay => {
  const { consent, lists, location } = deps;
  let shown: Shown | null = null;
  /** Requests to show and to hide, so that a late answer of the store shows nothing again. */
  let turn = 0;
  let number = 0;
  let agreedTo = '';
  let sent = '';
  let given: {
    readonly id: string;
    readonly values: string;
    readonly consent: ConsentView;
  } | null = null;

  const reviewOf = ({ input, view }: Shown): CustomerView['review'] => ({
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
    ...deps.look(),
    ...(shown && { locale: shown.input.locale }),
    number,
    bank: location.bank,
    review: shown && reviewOf(shown),
  });

  /** Sends what differs from what was sent last. A view with other values or another text is another one to agree to. */
  const put = (next: Shown | null): void => {
    shown = next;
    const content = next && [next.view.id, valuesOf(next.view), consent, location.bank];
    const subject = JSON.stringify(content);
    if (subject !== agreedTo) number += 1;
    agreedTo = subject;
    const current = view();
    const text = JSON.stringify(current);
    if (text === sent) return;
    sent = text;
    deps.send(current);
  };
  const blank = (): void => {
    turn += 1;
    put(null);
  };
  const isOutdated = (answer: { readonly number: number }): boolean =>
    shown === null || answer.number !== number;

  deps.registrations.onChange((changed) => {
    if (given?.id === changed.id && given.values !== JSON.stringify(valuesOf(changed)))
      given = null;
    if (shown?.view.id !== changed.id) return;
    if (isInReview(changed)) put({ ...shown, view: changed });
    else blank();
  });
  deps.access.onChange((isOpen) => {
    if (deps.access.check('clerk') !== null) given = null;
    if (!isOpen) blank();
  });
  deps.session.onChange((session) => {
    if (!session.signedIn) blank();
  });

  return {
    show: async (input) => {
      turn += 1;
      const mine = turn;
      const open = await deps.registrations.current();
      if (!open.ok) return open;
      if (mine !== turn) return ok(undefined);
      const refused = deps.access.check('unlocked');
      if (refused) return refused;
      if (open.data?.id !== input.id || !isInReview(open.data)) return err('REG-STATE');
      put({ input, view: open.data });
      return ok(undefined);
    },
    hide: blank,
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
      given = { id, values: JSON.stringify(valuesOf(shown.view)), consent: evidence };
      put({ ...shown, input: { ...shown.input, consentLocale: locale, given: true } });
      deps.answered({ id, consent: evidence });
      return ok(undefined);
    },
    report: (answer) => {
      if (isOutdated(answer) || !shown) return err('REG-STATE');
      given = null;
      put({ ...shown, input: { ...shown.input, given: false } });
      deps.answered({ id: shown.view.id, consent: null });
      return ok(undefined);
    },
    shows: (address) =>
      shown !== null &&
      [shown.view.pictures.front, shown.view.pictures.photo].some(
        (picture) => picture?.url === address,
      ),
    consentTo: (id, values) =>
      given?.id === id && given.values === JSON.stringify(values) ? given.consent : null,
  };
};
