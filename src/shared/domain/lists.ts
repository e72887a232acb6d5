/** The lists a clerk chooses from. The English label goes on the wire, the label of the clerk's language is shown. */

export interface Choice {
  readonly en: string;
  readonly bn: string;
}

export interface Lists {
  readonly gender: readonly Choice[];
  readonly profession: readonly Choice[];
  readonly nomineeRelation: readonly Choice[];
}

/** The text a customer consents to; its version is recorded with the consent. */
export interface ConsentText {
  readonly version: string;
  readonly en: string;
  readonly bn: string;
}
