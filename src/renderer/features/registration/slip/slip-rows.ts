/** Determines the rows of a slip: the customer's masked values and the times. */
import { maskedText } from '#shared/domain/field-text.ts';
import { slipFields } from '#shared/domain/fields.ts';
import type { RegistrationView } from '#shared/domain/registration.ts';
import { hasBangla } from '#shared/text/normalize.ts';
import type { Outcome } from '#renderer/features/registration/state/outcome.ts';
import { slipLabels, formatSlipTime, type BilingualText } from './slip-texts.ts';

export interface SlipRow {
  readonly label: BilingualText;
  /** Several values for a name in both scripts, printed below each other. */
  readonly values: readonly { readonly text: string; readonly lang: 'bn' | 'en' }[];
  readonly isTime: boolean;
}

const timeRow = (label: BilingualText, at: number): SlipRow => ({
  label,
  values: [{ text: formatSlipTime(at), lang: 'en' }],
  isTime: true,
});

/** @param outcome as printed on the slip; only slips with "submitted" contain the time of submission. */
export const slipRows = (view: RegistrationView, outcome: Outcome): SlipRow[] => {
  const valueOf = (name: keyof typeof view.fields): string => view.fields[name].value;
  return [
    ...slipFields(valueOf).map(({ line, names }) => ({
      label: slipLabels[line],
      values: names.map((name) => {
        const text = maskedText(name, valueOf(name));
        return { text, lang: hasBangla(text) ? ('bn' as const) : ('en' as const) };
      }),
      isTime: false,
    })),
    timeRow(slipLabels.taken, view.consent?.at ?? view.createdAt),
    ...(view.submittedAt !== null && outcome === 'submitted'
      ? [timeRow(slipLabels.submitted, view.submittedAt)]
      : []),
  ];
};
