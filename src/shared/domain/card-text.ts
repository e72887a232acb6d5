/**
 * Content of the codes printed on a card: the PDF417 barcode and the machine-readable zone. Anyone can print such a
 * code, so the content is unauthenticated and used only for prefilling and cross-checking.
 */
import type { CivilDate } from './civil-date.ts';
import type { NidNumber } from './nid.ts';

export interface CardText {
  /** Digits as in the code (10, 13 or 17); null when it contains no valid NID number. */
  readonly nid: NidNumber | null;
  /** Number of the old scheme (13 or 17 digits), if the barcode of a smart card contains it beside the 10 digits. */
  readonly oldNid?: NidNumber | null;
  readonly dob: CivilDate | null;
  /** Name in Latin letters as in the code, with single spaces. */
  readonly nameEng: string | null;
  /** Only machine-readable zones contain it. */
  readonly sex?: 'male' | 'female' | null;
}
