/** Required values of the location that are missing. */
import type { SettingsDraft } from '#renderer/features/settings/settings-view.ts';

const keys = ['bank', 'branch', 'branchCode', 'counterNumber'] as const;

/** @returns settings that are empty, or set in one language only. */
export const missingLocation = (draft: SettingsDraft): readonly (typeof keys)[number][] =>
  keys.filter((key) => {
    const value = draft[key];
    return typeof value === 'string'
      ? value.trim() === ''
      : value.en.trim() === '' || value.bn.trim() === '';
  });
