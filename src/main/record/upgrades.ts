/**
 * Upgrades a stored body of an earlier version to the current one, version by version. Each step is pure, knows two versions only and
 * works on parsed JSON: earlier versions of the body have no type here.
 */
import { fieldsWith } from '#shared/domain/fields.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { currentFailure } from './renames.ts';

type Json = Readonly<Record<string, unknown>>;

/** Version of the bodies that this program writes. */
export const BODY_VERSION = 6;

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Bodies of version 1 have these values or not: some were written before the values existed. */
const withEveryValue = (body: Json): Json => ({
  codesOf: null,
  oldNid: null,
  evidence: null,
  decisions: [],
  movedIn: false,
  takeOvers: [],
  ...body,
  pictures: Object.fromEntries(
    Object.entries(body['pictures'] as Json).map(([part, picture]) => [
      part,
      isJson(picture) ? { photoProblems: null, crop: null, ...picture } : picture,
    ]),
  ),
});

const EMPTY_FIELD = { value: '', source: null, touched: false, readings: {} };

/** Adds the fields that a version has first. */
const withFieldsSince =
  (version: number) =>
  (body: Json): Json => ({
    ...body,
    fields: {
      ...Object.fromEntries(
        fieldsWith(({ since }) => since === version).map((name) => [name, EMPTY_FIELD]),
      ),
      ...(body['fields'] as Json),
    },
  });

/** Current names for what was called `move`, and for its failures. */
const withCurrentNames = ({ movedIn, ...body }: Json): Json => ({
  ...body,
  transferredIn: movedIn,
  lastError: currentFailure(body['lastError']),
});

/** Pictures taken before kinds of card were distinguished and glare was located. */
const withCardKinds = (body: Json): Json => ({
  ...body,
  pictures: Object.fromEntries(
    Object.entries(body['pictures'] as Json).map(([part, picture]) => [
      part,
      isJson(picture) ? { ...picture, cardKind: null, glareArea: null } : picture,
    ]),
  ),
});

/** Consents recorded before their text was hashed, and before it was recorded who gave them and how long the text was shown. */
const withConsentEvidence = (body: Json): Json => ({
  ...body,
  consent: isJson(body['consent'])
    ? { ...body['consent'], textHash: null, by: null, shownMs: null }
    : null,
});

/** The steps by the version they start from. */
const upgrades: Readonly<Record<number, (body: Json) => Json>> = {
  1: withEveryValue,
  2: withFieldsSince(3),
  3: withCurrentNames,
  4: withCardKinds,
  5: withConsentEvidence,
};

/**
 * Failures: STORE-NEWER when a newer program wrote it, STORE-DAMAGED when it is no body. What is malformed may also throw.
 * @param stored the parsed JSON of a body.
 */
export const upgradeBody = (stored: unknown): Result<Json> => {
  const version = isJson(stored) ? stored['version'] : null;
  if (!isJson(stored) || typeof version !== 'number' || !Number.isSafeInteger(version))
    return err('STORE-DAMAGED');
  if (version > BODY_VERSION) return err('STORE-NEWER');
  let body = stored;
  for (let from = version; from < BODY_VERSION; from += 1) {
    const upgrade = upgrades[from];
    if (!upgrade) return err('STORE-DAMAGED');
    body = { ...upgrade(body), version: from + 1 };
  }
  return ok(body);
};
