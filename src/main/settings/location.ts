/** Bank, branch and counter number. In training mode each value that is not set has a default, so that training works without settings. */
import type { SettingsValues } from './schema.ts';

export type Location = Pick<SettingsValues, 'bank' | 'branch' | 'branchCode' | 'counterNumber'>;

const trainingDefaults: Location = {
  bank: { en: 'Training', bn: 'প্রশিক্ষণ' },
  branch: { en: 'Training branch', bn: 'প্রশিক্ষণ শাখা' },
  branchCode: 'T',
  counterNumber: '1',
};

const isSet = ({ en, bn }: SettingsValues['bank']): boolean => en !== '' && bn !== '';

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
 * A location whose properties are read at each access, so that services that store the object use the current values. The name
 * of the branch is left out: only the page shows it, and the page is sent a complete location.
 */
export const createLiveLocation = (
  read: () => Location,
): Pick<Location, 'bank' | 'branchCode' | 'counterNumber'> => ({
  get bank() {
    return read().bank;
  },
  get branchCode() {
    return read().branchCode;
  },
  get counterNumber() {
    return read().counterNumber;
  },
});
