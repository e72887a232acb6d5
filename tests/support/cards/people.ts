/** Generates invented people whose numbers are never issued and whose names are marked as specimens. */
import { createSeededRandom, type SeededRandom } from './random.ts';

export type Gender = 'Male' | 'Female';
export type CardKind = 'old' | 'smart';

/** A calendar day; `month` counts from 1. */
export interface Day {
  readonly day: number;
  readonly month: number;
  readonly year: number;
}

/** An invented customer. Bangla text is NFC; English names are capitals, as cards print them. */
export interface Person {
  readonly seed: number;
  readonly gender: Gender;
  readonly nameBn: string;
  readonly nameEn: string;
  readonly fatherBn: string;
  readonly motherBn: string;
  readonly address: string;
  readonly birth: Day;
  /** Date of birth as the service writes it: d/m/yyyy. */
  readonly dob: string;
  /** 10 digits, begins with 0. */
  readonly nidSmart: string;
  /** The number on the old card: 13 digits that begin with 0, or 17 (birth year and such a number). */
  readonly nidOld: string;
  readonly bloodGroup: string;
  readonly birthPlaceEn: string;
  readonly issued: Day;
  readonly expires: Day;
  /** 11 digits, always 0130000xxxx. */
  readonly mobile: string;
  /** English labels of the lists in `resources/lists`. */
  readonly profession: string;
  readonly nomineeRelation: string;
  readonly nomineeBn: string;
}

export const MONTHS = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;

/** Words for "specimen", "example", "trial" and the like, which are no names. */
const SPECIMEN_WORDS = [
  ['নমুনা', 'NAMUNA'],
  ['উদাহরণ', 'UDAHORON'],
  ['পরীক্ষা', 'PORIKKHA'],
  ['দৃষ্টান্ত', 'DRISHTANTO'],
  ['কল্পিত', 'KOLPITO'],
  ['অনুশীলন', 'ONUSHILON'],
] as const;
const MALE_LAST_NAMES = [
  ['মিয়া', 'MIA'],
  ['আলী', 'ALI'],
  ['প্রামাণিক', 'PRAMANIK'],
  ['হোসেন', 'HOSSAIN'],
] as const;
const FEMALE_LAST_NAMES = [
  ['বেগম', 'BEGUM'],
  ['খাতুন', 'KHATUN'],
  ['আক্তার', 'AKTER'],
  ['বিবি', 'BIBI'],
] as const;
const STREETS = ['নমুনা সড়ক', 'পরীক্ষা লেন', 'উদাহরণ রোড', 'কল্পিত পাড়া'];
const POST_OFFICES = ['উদাহরণপুর', 'নমুনাগঞ্জ', 'পরীক্ষানগর'];
const UPAZILAS = ['কল্পিত থানা', 'উদাহরণ থানা', 'নমুনা উপজেলা'];
const BLOOD_GROUPS = ['A+', 'B+', 'O+', 'AB+', 'O-'];
const PROFESSIONS = [
  'Private service',
  'Teacher',
  'Business or self-employed',
  'Farmer, fisher or labourer',
];

interface Name {
  readonly bn: string;
  readonly en: string;
}

/** Invents a name. Its first word is one of the two most common words for a specimen, so that it is recognised as invented. */
function inventName(gender: Gender, random: SeededRandom, wordCount: number): Name {
  const firstWord = random.pick(SPECIMEN_WORDS.slice(0, 2));
  const middleWords =
    wordCount > 2 ? [random.pick(SPECIMEN_WORDS.filter((w) => w !== firstWord))] : [];
  const lastName = random.pick<readonly [string, string]>(
    gender === 'Male' ? MALE_LAST_NAMES : FEMALE_LAST_NAMES,
  );
  const parts = [firstWord, ...middleWords, lastName];
  return { bn: parts.map((p) => p[0]).join(' '), en: parts.map((p) => p[1]).join(' ') };
}

function inventAddress(random: SeededRandom): string {
  const house = `বাসা/হোল্ডিং: ${random.pick(['০০', '০০০', '০/০'])}`;
  const street = `গ্রাম/রাস্তা: ${random.pick(STREETS)}`;
  return `${house}, ${street}, ডাকঘর: ${random.pick(POST_OFFICES)} - ০০০০, ${random.pick(UPAZILAS)}, নমুনা জেলা`;
}

const formatWireDay = ({ day, month, year }: Day): string => `${day}/${month}/${year}`;

/** `03 Mar 1975`, the form both cards print. */
export function formatPrintedDay(date: Day): string {
  return `${String(date.day).padStart(2, '0')} ${MONTHS[date.month - 1] ?? ''} ${date.year}`;
}

/** ISO `yyyy-mm-dd`. */
export function formatIsoDay(date: Day): string {
  return [
    String(date.year),
    String(date.month).padStart(2, '0'),
    String(date.day).padStart(2, '0'),
  ].join('-');
}

/** The number printed on that kind of card: 10 digits on the smart card, 13 or 17 on the old one. */
export function nidOnCard(person: Person, kind: CardKind): string {
  return kind === 'smart' ? person.nidSmart : person.nidOld;
}

/**
 * Invents a person. The same seed always gives the same person; even seeds are men, odd ones women.
 * Numbers keep to unassigned ranges: NIDs begin with 0 (old cores with 00, no district), mobiles are 0130000xxxx.
 */
export function inventPerson(seed: number): Person {
  const random = createSeededRandom(seed);
  const gender: Gender = seed % 2 === 0 ? 'Male' : 'Female';
  const name = inventName(gender, random, random.integer(2, 3));
  const father = inventName('Male', random, 2);
  const mother = inventName('Female', random, 2);
  const birth = {
    day: random.integer(1, 28),
    month: random.integer(1, 12),
    year: random.integer(1956, 2004),
  };
  const issued = {
    day: random.integer(1, 28),
    month: random.integer(1, 12),
    year: birth.year > 1990 ? birth.year + 19 : random.integer(2009, 2016),
  };
  const coreNumber = `00${random.digits(11)}`;
  const nomineeGender = random.pick<Gender>(['Male', 'Female']);
  return {
    seed,
    gender,
    nameBn: name.bn.normalize('NFC'),
    nameEn: name.en,
    fatherBn: father.bn.normalize('NFC'),
    motherBn: mother.bn.normalize('NFC'),
    address: inventAddress(random).normalize('NFC'),
    birth,
    dob: formatWireDay(birth),
    nidSmart: `0${random.digits(9)}`,
    nidOld: random.integer(0, 1) === 0 ? coreNumber : `${birth.year}${coreNumber}`,
    bloodGroup: random.pick(BLOOD_GROUPS),
    birthPlaceEn: 'NAMUNA',
    issued,
    expires: { ...issued, year: issued.year + 15 },
    mobile: `0130000${random.digits(4)}`,
    profession: random.pick(birth.year > 1998 ? ['Student'] : PROFESSIONS),
    nomineeRelation: nomineeGender === 'Male' ? 'Brother' : 'Sister',
    nomineeBn: inventName(nomineeGender, random, 3).bn.normalize('NFC'),
  };
}
