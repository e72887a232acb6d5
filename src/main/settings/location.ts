/**
 * Provides bank, branch and counter number. In training mode a value that is not set has a default, so that training works without
 * settings.
 */
import type { SettingsValues } from './schema.ts';

export type Location = Pick<SettingsValues, 'bank' | 'branch' | 'branchCode' | 'counterNumber'>;

const trainingDefaults: Location = {
  bank: { en: 'Training', bn: 'প্রশিক্ষণ' },
  branch: { en: 'Training branch', bn: 'প্রশিক্ষণ শাখা' },
  branchCode: 'T',
  counterNumber: '1',
};

const isSet = ({ en, bn }: SettingsValues['bank']): boolean => en !== '' && bn !== '';

/** The location of the settings, with defaults in training mode. */
export const locationOf = (values: SettingsValues, isTraining: boolean): Location => {
  const { bank, branch, branchCode, counterNumber } = values;
  if (!isTraining) return { bank, branch, branchCode, counterNumber };
  return {
    bank: isSet(bank) ? bank : trainingDefaults.bank,
    branch: isSet(branch) ? branch : trainingDefaults.branch,
    branchCode: branchCode || trainingDefaults.branchCode,
    counterNumber: counterNumber || trainingDefaults.counterNumber,
  };
};

/**
 * Creates a location whose properties are read at each access, so that services that store the object use the current values. It
 * does not contain the name of the branch, because only the page shows it, and the page receives a complete location.
 */
export const createLiveLocation = (
  currentLocation: () => Location,
): Pick<Location, 'bank' | 'branchCode' | 'counterNumber'> => ({
  get bank() {
    return currentLocation().bank;
  },
  get branchCode() {
    return currentLocation().branchCode;
  },
  get counterNumber() {
    return currentLocation().counterNumber;
  },
});
