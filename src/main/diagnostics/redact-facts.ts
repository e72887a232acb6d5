/** Removes personal values from the facts of a check: account names in paths, credentials in addresses, and long numbers. */
import { homedir } from 'node:os';

/** An NID number has ten digits or more, a mobile number eleven; a device's name can contain either. */
const LONG_NUMBER = /\p{Nd}(?:[ -]?\p{Nd}){8,}/gu;
/** `/home/NAME` and `C:\Users\NAME` of any account. */
const HOME_FOLDER = /(?:\/home\/|[A-Za-z]:\\Users\\)[^\\/\s,()]+/g;
/** `user:password@` in an address. */
const CREDENTIALS = /[^\s/@]+:[^\s/@]*@/g;

export const withoutPersonalValues = (facts: string, home = homedir()): string =>
  (home.length > 1 ? facts.replaceAll(home, '~') : facts)
    .replace(HOME_FOLDER, '~')
    .replace(CREDENTIALS, '')
    .replace(LONG_NUMBER, '•••');
