/** Provides the names of the settings for use in sentences. */
import type { EditableKey } from '#shared/ipc/schemas/settings.ts';
import { useTexts, type TextKey } from './index.ts';

const nameKeys: Readonly<Record<EditableKey, TextKey>> = {
  serviceUrl: 'settings.serviceUrl',
  bank: 'settings.bank',
  branch: 'settings.branch',
  branchCode: 'settings.branchCode',
  counterNumber: 'settings.counterNumber',
  helpline: 'settings.helpline',
  printer: 'settings.printer',
  slipSize: 'settings.slipSize',
  autoPrintSlip: 'settings.autoPrintSlip',
  idleLockMinutes: 'settings.idleLock',
  sessionHours: 'settings.session',
  quietPeriodMs: 'settings.quietPeriod',
  purgeGraceMs: 'settings.purgeGrace',
  retentionDays: 'settings.retention',
  locale: 'settings.language',
  textSize: 'settings.textSize',
  contrast: 'settings.contrast',
  customerDisplay: 'settings.customerDisplay',
  onScreenKeyboard: 'settings.onScreenKeyboard',
  sounds: 'settings.sounds',
  training: 'settings.training',
  professions: 'settings.lists.professions',
  nomineeRelations: 'settings.lists.nomineeRelations',
  scanFolder: 'settings.scanFolder',
  wedge: 'settings.wedge',
};

const isNamed = (key: string): key is EditableKey => Object.hasOwn(nameKeys, key);

/**
 * @returns a function that returns the name of a setting in the current language. A setting that is not on the Settings
 * screen is named by its key in the settings file, with which the bank's IT finds it.
 */
export const useSettingNames = (): ((key: string) => string) => {
  const { t } = useTexts();
  return (key) => (isNamed(key) ? t(nameKeys[key]) : key);
};
