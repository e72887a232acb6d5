/** Validates settings while they are edited, by the rules of the settings schema. The main process validates them again. */
import { choiceProblem, type Choice } from '#shared/domain/lists.ts';
import type { EditableKey } from '#shared/ipc/schemas/settings.ts';
import { limits } from '#shared/limits.ts';
import type { SettingsDraft } from './settings-view.ts';

export type SettingProblem =
  'code' | 'helpline' | 'name' | 'retention' | 'address' | 'list' | 'folder' | 'affix';

/** Branch code or counter number. */
const CODE_PATTERN = /^[0-9A-Za-z]{0,10}$/;
const MAX_HELPLINE_CHARS = 40;
const MAX_NAME_CHARS = 120;
const MAX_ADDRESS_CHARS = 500;
const MAX_RETENTION_DAYS = 3_650;
const MAX_FOLDER_CHARS = 500;
/** Maximum length of the barcode reader's prefix or suffix. */
const MAX_AFFIX_CHARS = 8;

const isValidList = (choices: readonly Choice[] | null): boolean =>
  choices === null ||
  (choices.length > 0 &&
    choices.length <= limits.choiceListMaxEntries &&
    choices.every((_choice, index) => choiceProblem(choices, index) === null));

/** @returns null when the value can be saved. */
export const problemOf = (key: EditableKey, draft: SettingsDraft): SettingProblem | null => {
  switch (key) {
    case 'branchCode':
    case 'counterNumber':
      return CODE_PATTERN.test(draft[key]) ? null : 'code';
    case 'helpline':
      return draft.helpline.length <= MAX_HELPLINE_CHARS ? null : 'helpline';
    case 'bank':
    case 'branch':
      return Math.max(draft[key].en.length, draft[key].bn.length) <= MAX_NAME_CHARS ? null : 'name';
    case 'serviceUrl': {
      const address = draft.serviceUrl.trim();
      return address !== '' && address.length <= MAX_ADDRESS_CHARS ? null : 'address';
    }
    case 'retentionDays': {
      const { retentionDays: days } = draft;
      return Number.isInteger(days) && days >= 1 && days <= MAX_RETENTION_DAYS ? null : 'retention';
    }
    case 'professions':
    case 'nomineeRelations':
      return isValidList(draft[key]) ? null : 'list';
    case 'scanFolder': {
      const { scanFolder } = draft;
      return scanFolder === null || (scanFolder !== '' && scanFolder.length <= MAX_FOLDER_CHARS)
        ? null
        : 'folder';
    }
    case 'wedge': {
      const { prefix, suffix } = draft.wedge;
      return Math.max(prefix.length, suffix.length) <= MAX_AFFIX_CHARS ? null : 'affix';
    }
    default:
      return null;
  }
};
