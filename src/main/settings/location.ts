/** Bank, branch and counter number. Training mode works without settings and uses names that differ from those of any bank. */
import type { SettingsValues } from './schema.ts';

export type Location = Pick<SettingsValues, 'bank' | 'branch' | 'branchCode' | 'counterNumber'>;

const trainingNames: Location = {
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
    bank: isSet(bank) ? bank : trainingNames.bank,
    branch: isSet(branch) ? branch : trainingNames.branch,
    branchCode: branchCode || trainingNames.branchCode,
    counterNumber: counterNumber || trainingNames.counterNumber,
  };
};

/** Reads the settings at each access, so that services that store the object use the current values. */
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
