/** Names of the settings in sentences. */
import type { EditableKey } from '#shared/ipc/schemas/settings.ts';
import { useTexts, type TextKey } from '#renderer/i18n/index.ts';

const names: Readonly<Record<EditableKey, TextKey>> = {
  serviceUrl: 'settings.serviceUrl',
  bank: 'settings.bank',
  branch: 'settings.branch',
  branchCode: 'settings.branchCode',
  counterNumber: 'settings.counterNumber',
  helpline: 'settings.helpline',
  printer: 'settings.printer',
  slipSize: 'settings.slipSize',
  idleLockMinutes: 'settings.idleLock',
  retentionDays: 'settings.retention',
  locale: 'settings.language',
  textSize: 'settings.textSize',
  contrast: 'settings.contrast',
  training: 'settings.training',
};

/** @returns the name of a setting in the current language. */
export const useSettingNames = (): ((key: EditableKey) => string) => {
  const { t } = useTexts();
  return (key) => t(names[key]);
};
