/**
 * Upgrades a stored body of an earlier version to the current one, version by version. Each upgrade is a pure function on
 * parsed JSON, because there are no types for earlier versions.
 */
import { fieldsWith } from '#shared/domain/fields.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { withCurrentCode } from './renames.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** Version of the bodies that this program writes. */
export const BODY_VERSION = 7;

const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Adds the values that some bodies of version 1 lack, because they were written before the values existed. */
const withMissingValues = (body: JsonObject): JsonObject => ({
  codesOf: null,
  oldNid: null,
  evidence: null,
  decisions: [],
  movedIn: false,
  takeOvers: [],
  ...body,
  pictures: Object.fromEntries(
    Object.entries(body['pictures'] as JsonObject).map(([part, picture]) => [
      part,
      isJsonObject(picture) ? { photoProblems: null, crop: null, ...picture } : picture,
    ]),
  ),
});

const EMPTY_FIELD = { value: '', source: null, touched: false, readings: {} };

/** Adds the fields that were introduced in a version. */
const withFieldsSince =
  (version: number) =>
  (body: JsonObject): JsonObject => ({
    ...body,
    fields: {
      ...Object.fromEntries(
        fieldsWith(({ since }) => since === version).map((name) => [name, EMPTY_FIELD]),
      ),
      ...(body['fields'] as JsonObject),
    },
  });

/** Renames the values and error codes of transfers, which were called moves. */
const withTransferNames = ({ movedIn, ...body }: JsonObject): JsonObject => ({
  ...body,
  transferredIn: movedIn,
  lastError: withCurrentCode(body['lastError']),
});

const isTransferredOut = ({ lastError }: JsonObject): boolean =>
  isJsonObject(lastError) && lastError['code'] === 'TRANSFER-OUT';

/** Adds kind of card and area of glare, which earlier versions did not detect. */
const withCardKinds = (body: JsonObject): JsonObject => ({
  ...body,
  pictures: Object.fromEntries(
    Object.entries(body['pictures'] as JsonObject).map(([part, picture]) => [
      part,
      isJsonObject(picture) ? { ...picture, cardKind: null, glareArea: null } : picture,
    ]),
  ),
});

/** Adds the evidence that earlier versions did not record: hash of the text, who gave the consent, how long the text was shown. */
const withConsentEvidence = (body: JsonObject): JsonObject => ({
  ...body,
  consent: isJsonObject(body['consent'])
    ? { ...body['consent'], textHash: null, by: null, shownMs: null }
    : null,
});

const withCurrentEvidence = ({
  wordBefore,
  wordNow,
  linesBefore,
  linesNow,
  ...evidence
}: JsonObject): JsonObject => ({
  ...evidence,
  statusBefore: wordBefore,
  statusNow: wordNow,
  matchesBefore: linesBefore,
  matchesNow: linesNow,
});

/**
 * Renames the workarounds and the evidence of an unknown outcome. The reason of a transferred registration was its destination, which
 * `lastError` holds too.
 */
const withCurrentNames = ({ cures, evidence, discardReason, ...body }: JsonObject): JsonObject => ({
  ...body,
  workarounds: cures,
  evidence: isJsonObject(evidence) ? withCurrentEvidence(evidence) : null,
  discardReason: isTransferredOut(body) ? null : discardReason,
});

/** The upgrades by the version from which they start. */
const upgrades: Readonly<Record<number, (body: JsonObject) => JsonObject>> = {
  1: withMissingValues,
  2: withFieldsSince(3),
  3: withTransferNames,
  4: withCardKinds,
  5: withConsentEvidence,
  6: withCurrentNames,
};

/**
 * Failures: STORE-NEWER when a newer program wrote the body, STORE-DAMAGED when it is no body. Throws on some malformed
 * bodies.
 * @param stored the parsed JSON of a body.
 */
export const upgradeBody = (stored: unknown): Result<JsonObject> => {
  const version = isJsonObject(stored) ? stored['version'] : null;
  if (!isJsonObject(stored) || typeof version !== 'number' || !Number.isSafeInteger(version))
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
