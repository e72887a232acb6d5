import { describe, expect, it } from 'vitest';
import { checkDetails, type RuleContext } from '#shared/domain/rules.ts';
import { fieldsWith, perField, type FieldName, type FieldValues } from '#shared/domain/fields.ts';

const VALID_DETAILS: FieldValues = {
  ...perField(() => ''),
  nid_no: '0123456789',
  dob: '3/3/1975',
  applicant_name_ben: 'নমুনা উদাহরণ বেগম',
  applicant_name_eng: 'NAMUNA EXAMPLE BEGUM',
  father_name: 'উদাহরণ আলী মিয়া',
  mother_name: 'নমুনা খাতুন',
  pres_address: 'নমুনা সড়ক, উদাহরণ জেলা',
  perm_address: 'নমুনা সড়ক, উদাহরণ জেলা',
  gender: 'Female',
  profession: 'Homemaker',
  nominee: 'পরীক্ষা মিয়া',
  nominee_relation: 'Son',
  mobile_number: '01300001234',
};

const createList = (...labels: string[]) => labels.map((label) => ({ en: label, bn: label }));

const describeIssues = (change: Partial<FieldValues>, unedited: FieldName[] = []): string[] => {
  const context: RuleContext = {
    today: { year: 2026, month: 11, day: 23 },
    unedited: new Set(unedited),
    lists: {
      gender: createList('Female', 'Male', 'Third gender'),
      profession: createList('Homemaker'),
      nomineeRelation: createList('Son'),
    },
  };
  return checkDetails({ ...VALID_DETAILS, ...change }, context).map(
    (issue) => `${issue.field}: ${issue.kind} (${issue.severity})`,
  );
};

describe('checkDetails', () => {
  it('accepts valid details', () => {
    expect(describeIssues({})).toEqual([]);
  });

  it('requires every field that the table marks as required', () => {
    for (const field of fieldsWith((row) => row.required))
      expect(describeIssues({ [field]: '  ' })[0]).toMatch(
        new RegExp(`^${field}: (choice-)?missing`),
      );
  });

  it.each<[string, Partial<FieldValues>, string]>([
    ['a short NID', { nid_no: '012345678' }, 'nid_no: nid-length (error)'],
    ['letters in a NID', { nid_no: '01234S6789' }, 'nid_no: nid-letters (error)'],
    [
      'a 17-digit NID of another birth year',
      { nid_no: '19840123456789012' },
      'nid_no: nid-birth-year (error)',
    ],
    ['no date', { dob: 'soon' }, 'dob: dob-unreadable (error)'],
    ['a day to come', { dob: '24/11/2026' }, 'dob: dob-future (error)'],
    ['fifteen years', { dob: '24/11/2010' }, 'dob: dob-too-young (error)'],
    ['sixteen years', { dob: '23/11/2010' }, 'dob: dob-minor (warn)'],
    ['121 years', { dob: '1/1/1905' }, 'dob: dob-too-old (error)'],
    ['ten digits', { mobile_number: '0130000123' }, 'mobile_number: mobile-length (error)'],
    ['a foreign prefix', { mobile_number: '01200001234' }, 'mobile_number: mobile-prefix (error)'],
    ['a year of two digits', { dob: '3/3/75' }, 'dob: dob-short-year (error)'],
    [
      'a Latin name in a Bangla field',
      { applicant_name_ben: 'Rahim' },
      'applicant_name_ben: name-not-bangla (warn)',
    ],
    [
      'Latin letters among Bangla ones',
      { mother_name: 'নমুনা ABC' },
      'mother_name: name-not-bangla (warn)',
    ],
    [
      'a Bangla name in the English field',
      { applicant_name_eng: 'নমুনা' },
      'applicant_name_eng: name-not-latin (warn)',
    ],
    [
      'digits in an English name',
      { applicant_name_eng: 'NAMUNA 0123' },
      'applicant_name_eng: name-digits (warn)',
    ],
    ['digits in a Bangla name', { father_name: 'উদাহরণ ১২' }, 'father_name: name-digits (warn)'],
    ['digits in a nominee', { nominee: '01300001234' }, 'nominee: name-digits (warn)'],
    ['a name of one letter', { applicant_name_eng: 'N.' }, 'applicant_name_eng: name-short (warn)'],
    ['a name of dots', { nominee: '...' }, 'nominee: name-short (warn)'],
    ['Bijoy text', { father_name: 'Avgvi bvg' }, 'father_name: bijoy (warn)'],
    [
      'a profession that is in no list',
      { profession: 'Wizard' },
      'profession: not-in-list (error)',
    ],
    ['a long name', { nominee: 'x'.repeat(101) }, 'nominee: too-long (error)'],
    ['a long address', { pres_address: 'x'.repeat(1_001) }, 'pres_address: too-long (error)'],
  ])('reports %s', (_name, change, issue) => {
    expect(describeIssues(change)).toEqual([issue]);
  });

  it('does not check an unedited reading of the service', () => {
    expect(
      describeIssues({ nid_no: '123122324243131', dob: 'unclear' }, ['nid_no', 'dob']),
    ).toEqual([]);
    expect(describeIssues({ nid_no: '' }, ['nid_no'])).toEqual(['nid_no: missing (error)']);
  });

  it.each(['NAMUNA', 'Md. Abdur-Rahman', "ROBERT D'COSTA (BABU)"])(
    'accepts the English name %s',
    (name) => {
      expect(describeIssues({ applicant_name_eng: name })).toEqual([]);
    },
  );

  it.each(['নমুনা', 'মোঃ উদাহরণ', 'মো. আ. নমুনা'])('accepts the Bangla name %s', (name) => {
    expect(describeIssues({ applicant_name_ben: name, nominee: name })).toEqual([]);
  });

  it('counts characters, not UTF-16 code units', () => {
    expect(describeIssues({ nominee: '𝒜'.repeat(100) })).toEqual([]);
  });
});
