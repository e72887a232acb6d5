/** Determines which required fields of the counter's location are empty. */
import type { SettingsDraft } from '#renderer/features/settings/settings-view.ts';

/** The required fields in the order of the form. Each name is also the key of the field's label below `settings` in the texts. */
const locationFields = [
  'bankEn',
  'bankBn',
  'branchEn',
  'branchBn',
  'branchCode',
  'counterNumber',
] as const;
export type LocationField = (typeof locationFields)[number];

export const missingLocationFields = ({
  bank,
  branch,
  branchCode,
  counterNumber,
}: SettingsDraft): readonly LocationField[] => {
  const values: Readonly<Record<LocationField, string>> = {
    bankEn: bank.en,
    bankBn: bank.bn,
    branchEn: branch.en,
    branchBn: branch.bn,
    branchCode,
    counterNumber,
  };
  return locationFields.filter((field) => values[field].trim() === '');
};
