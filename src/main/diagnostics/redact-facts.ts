/** Removes personal values from the facts of a check: account names in paths, credentials in addresses, and long numbers. */
import { homedir } from 'node:os';

/** Eight digits or more, as in log/redact.ts, because a device's name can contain an NID number or a mobile number. */
const LONG_NUMBER = /\p{Nd}(?:[ -]?\p{Nd}){7,}/gu;
/** `/home/NAME` and `C:\Users\NAME` of any account. The name of a Windows account may contain spaces. */
const HOME_FOLDER = /\/home\/[^\\/\s,()]+|[A-Za-z]:\\Users\\[^\\/,()\r\n]+/g;
/** `user:password@` in an address. */
const CREDENTIALS = /[^\s/@]+:[^\s/@]*@/g;

export const redactFacts = (facts: string, home = homedir()): string =>
  (home.length > 1 ? facts.replaceAll(home, '~') : facts)
    .replace(HOME_FOLDER, '~')
    .replace(CREDENTIALS, '')
    .replace(LONG_NUMBER, '•••');
