/** Saved settings of a counter, for tests of the settings screens. */
import type { CallOutput } from '#shared/ipc/contract.ts';
import { editableKeys } from '#shared/ipc/schemas/settings.ts';

export type SettingsView = CallOutput<'settings.read'>;
export const LEAD_PIN = '246802';
export const savedSettings: SettingsView = {
  values: {
    serviceUrl: 'https://kyc.bank.example',
    bank: { en: 'A Bank', bn: 'ক ব্যাংক' },
    branch: { en: 'B Branch', bn: 'খ শাখা' },
    branchCode: '0142',
    counterNumber: '3',
    helpline: '',
    printer: null,
    slipSize: '80mm',
    autoPrintSlip: false,
    idleLockMinutes: 5,
    retentionDays: 30,
    locale: 'en',
    textSize: 100,
    contrast: 'system',
    customerDisplay: 'off',
    onScreenKeyboard: 'touch',
    sounds: false,
    training: false,
    sessionHours: 12,
    quietPeriodMs: 900_000,
    purgeGraceMs: 86_400_000,
    professions: null,
    nomineeRelations: null,
    scanFolder: null,
    wedge: { prefix: '', suffix: '' },
  },
  sources: Object.fromEntries(editableKeys.map((key) => [key, 'default'])),
  locks: [{ key: 'branchCode', by: 'policy-file' }],
  camera: null,
  organisation: null,
  contact: '',
  maxIdleLockMinutes: 5,
  restart: [],
  update: null,
  shippedLists: {
    professions: [
      { en: 'Doctor', bn: 'চিকিৎসক' },
      { en: 'Farmer', bn: 'কৃষক' },
    ],
    nomineeRelations: [{ en: 'Son', bn: 'পুত্র' }],
  },
};
