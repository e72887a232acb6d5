/** Bank, branch and counter number. Training mode needs no settings and uses names that cannot be mistaken for a bank's. */
import type { SettingsValues } from './schema.ts';

export type Location = Pick<SettingsValues, 'bank' | 'branch' | 'branchCode' | 'counter'>;

const trainingNames: Location = {
  bank: { en: 'Training', bn: 'প্রশিক্ষণ' },
  branch: { en: 'Training branch', bn: 'প্রশিক্ষণ শাখা' },
  branchCode: 'T',
  counter: '1',
};

const isSet = ({ en, bn }: SettingsValues['bank']): boolean => en !== '' && bn !== '';

export const locationOf = (values: SettingsValues, isTraining: boolean): Location => {
  const { bank, branch, branchCode, counter } = values;
  if (!isTraining) return { bank, branch, branchCode, counter };
  return {
    bank: isSet(bank) ? bank : trainingNames.bank,
    branch: isSet(branch) ? branch : trainingNames.branch,
    branchCode: branchCode || trainingNames.branchCode,
    counter: counter || trainingNames.counter,
  };
};
