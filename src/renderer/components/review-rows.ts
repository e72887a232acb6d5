/**
 * Rows of the details as the customer reads them: grouped, with dates and choices in the page's language, without empty
 * optional fields.
 */
import { computed, type ComputedRef } from 'vue';
import { useTexts } from '#renderer/i18n/index.ts';
import { formatBanglaDate, parseCivilDate } from '#shared/domain/civil-date.ts';
import { displayText } from '#shared/domain/field-text.ts';
import { fieldRow, fieldsWith, type FieldName, type FieldValues } from '#shared/domain/fields.ts';
import type { Choice, ChoiceLists } from '#shared/domain/lists.ts';

export interface ReviewRow {
  readonly label: string;
  readonly value: string;
  /** Language of the value's script, if it differs from the interface's. */
  readonly lang?: 'en' | 'bn';
  readonly className?: string;
  readonly secondary?: string;
}

export interface ReviewedDetails {
  readonly values: FieldValues;
  readonly sameAddress: boolean;
  /** Null until the state of the counter is loaded. */
  readonly lists: ChoiceLists | null;
}

/** Groups of fields, in the order of the review. */
const REVIEW_GROUPS = ['name', 'identity', 'person', 'address', 'account'] as const;
/** CSS classes of the rows; `is-two` is for two different addresses. */
const GROUP_CLASSES: Partial<Record<(typeof REVIEW_GROUPS)[number], string>> = {
  name: 'is-big',
  identity: 'is-big',
  address: 'is-wide is-two',
};
/** Language of a value, by the script of its field; undefined where it is the interface's. */
const SCRIPT_LANGUAGES = { bangla: 'bn', digits: 'en', latin: undefined, any: undefined } as const;

export const useReviewRows = (details: () => ReviewedDetails): ComputedRef<ReviewRow[]> => {
  const { t, locale, pick } = useTexts();

  const choiceLabel = (choices: readonly Choice[] | undefined, value: string): string => {
    const choice = choices?.find(({ en }) => en === value);
    return choice ? pick(choice) : value;
  };
  const formatBirthDate = (value: string): string => {
    const parsed = parseCivilDate(value);
    return parsed && locale.value === 'bn'
      ? formatBanglaDate(parsed.date)
      : displayText('dob', value);
  };

  return computed(() => {
    const { values, sameAddress, lists } = details();
    const displayValue = (name: FieldName): string => {
      const value = values[name];
      const { kind, list } = fieldRow(name);
      if (list) return choiceLabel(lists?.[list], value);
      return kind === 'date' ? formatBirthDate(value) : displayText(name, value);
    };
    /** Replaces label or value of a row, for combined fields and shorter labels. */
    const overridesOf = (name: FieldName): Partial<ReviewRow> => {
      switch (name) {
        case 'applicant_name_ben':
          return { label: t('registration.review.name'), secondary: values.applicant_name_eng };
        case 'mobile_number':
          return { label: t('registration.review.mobile') };
        case 'pres_address':
          return sameAddress
            ? { label: t('registration.review.address'), className: 'is-wide' }
            : {};
        case 'nominee':
          return {
            value: [displayValue(name), displayValue('nominee_relation')]
              .filter(Boolean)
              .join(', '),
          };
        default:
          return {};
      }
    };
    const rowOf = (name: FieldName, className: string | undefined): ReviewRow => {
      const lang = SCRIPT_LANGUAGES[fieldRow(name).script];
      return {
        label: t(`registration.fields.${name}`),
        value: displayValue(name),
        ...(lang && { lang }),
        ...(className !== undefined && { className }),
        ...overridesOf(name),
      };
    };
    /** Omits empty optional fields, and the permanent address when it equals the present one. */
    const isVisible = (name: FieldName): boolean =>
      (fieldRow(name).required || values[name] !== '') && !(name === 'perm_address' && sameAddress);
    return REVIEW_GROUPS.flatMap((group) =>
      fieldsWith(({ review }) => review === group)
        .filter(isVisible)
        .map((name) => rowOf(name, GROUP_CLASSES[group])),
    );
  });
};
