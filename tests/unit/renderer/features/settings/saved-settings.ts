/** Settings as a counter has them, for the tests of the screens. */
import type { CallOutput } from '#shared/ipc/contract.ts';
import { editableKeys } from '#shared/ipc/schemas/settings.ts';

export type View = CallOutput<'settings.read'>;
export const LEAD = '246802';
export const saved: View = {
  values: {
    serviceUrl: 'https://kyc.bank.example',
    bank: { en: 'A Bank', bn: 'ক ব্যাংক' },
    branch: { en: 'B Branch', bn: 'খ শাখা' },
    branchCode: '0142',
    counterNumber: '3',
    helpline: '',
    printer: null,
    slipSize: '80mm',
    idleLockMinutes: 5,
    retentionDays: 30,
    locale: 'en',
    textSize: 100,
    contrast: 'system',
    training: false,
  },
  sources: Object.fromEntries(editableKeys.map((key) => [key, 'default'])),
  locks: [{ key: 'branchCode', by: 'policy' }],
  camera: null,
  organisation: null,
  contact: '',
  longestIdleLock: 5,
  restart: [],
  lists: { professions: 3, nomineeRelations: 2 },
};
