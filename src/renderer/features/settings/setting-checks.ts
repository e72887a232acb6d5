/** Judges values as they are typed, by the rules of the settings schema; the main process judges them again. */
import type { EditableKey } from '#shared/ipc/schemas/settings.ts';
import type { SettingsDraft } from './settings-view.ts';

export type SettingProblem = 'code' | 'helpline' | 'name' | 'retention' | 'address';

const CODE = /^[0-9A-Za-z]{0,10}$/;
const HELPLINE_CHARS = 40;
const NAME_CHARS = 120;
const ADDRESS_CHARS = 500;
const RETENTION_DAYS = 3_650;

/** @returns null when the value can be saved. */
export const problemOf = (key: EditableKey, draft: SettingsDraft): SettingProblem | null => {
  switch (key) {
    case 'branchCode':
    case 'counterNumber':
      return CODE.test(draft[key]) ? null : 'code';
    case 'helpline':
      return draft.helpline.length <= HELPLINE_CHARS ? null : 'helpline';
    case 'bank':
    case 'branch':
      return Math.max(draft[key].en.length, draft[key].bn.length) <= NAME_CHARS ? null : 'name';
    case 'serviceUrl': {
      const address = draft.serviceUrl.trim();
      return address !== '' && address.length <= ADDRESS_CHARS ? null : 'address';
    }
    case 'retentionDays': {
      const { retentionDays: days } = draft;
      return Number.isInteger(days) && days >= 1 && days <= RETENTION_DAYS ? null : 'retention';
    }
    default:
      return null;
  }
};
