/**
 * Content of the codes printed on a card: the PDF417 barcode and the machine-readable zone. Both are unauthenticated
 * input, because anybody can print them, and are used only to prefill and to cross-check.
 */
import type { CivilDate } from './civil-date.ts';
import type { NidNumber } from './nid.ts';

export interface CardText {
  /** Digits only, as the code holds them (10, 13 or 17); null when it holds none that could be an NID number. */
  readonly nid: NidNumber | null;
  /** The number of the old scheme (13 or 17 digits), where a smart card's barcode holds it beside the 10 digits. */
  readonly oldNid?: NidNumber | null;
  readonly dob: CivilDate | null;
  /** Name in Latin letters, as written in the code, single spaces. */
  readonly nameEng: string | null;
  /** Only machine-readable zones have it. */
  readonly sex?: 'male' | 'female' | null;
}
