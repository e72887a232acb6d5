/** Calls of the open registration and of the registrations of the outbox, from start to decision. */
import * as v from 'valibot';
import { overrideReasons, photoProblems } from '#shared/domain/registration.ts';
import { limits } from '#shared/limits.ts';
import { call, leadRate, type CallDeclaration } from '#shared/ipc/declaration.ts';
import type { CallName } from '#shared/ipc/names.ts';
import * as primitives from '#shared/ipc/schemas/primitives.ts';
import * as registration from '#shared/ipc/schemas/registration.ts';
import * as decisions from '#shared/ipc/schemas/decisions.ts';
import { duplicates } from '#shared/ipc/schemas/duplicates.ts';
import { pinText } from '#shared/ipc/schemas/lock.ts';

export const registrationCalls = {
  /** Creates a registration, or returns the open one. */
  'registration.start': call(primitives.nothing, registration.registrationView),
  /** The open registration, if any. */
  'registration.current': call(primitives.nothing, v.nullable(registration.registrationView)),
  /**
   * Opens a registration: for editing where its state allows that (`isEditable`), otherwise read-only. The registration
   * that was open is put aside.
   */
  'registration.open': call(primitives.idInput, registration.registrationView),
  'registration.putAside': call(primitives.idInput, primitives.nothing),
  'registration.discard': call(
    v.strictObject({
      id: primitives.id,
      reason: primitives.text(limits.noteMaxChars),
      leadPin: v.exactOptional(pinText),
    }),
    v.object({ undoMs: v.number() }),
    { rate: leadRate },
  ),
  /** Restores a discarded draft within the undo period. */
  'registration.undoDiscard': call(primitives.idInput, primitives.nothing),
  'registration.setStep': call(
    v.strictObject({ id: primitives.id, step: registration.step }),
    registration.registrationView,
  ),
  /** Autosave of values as typed. Every field in `values` is marked as touched. */
  'registration.saveFields': call(
    v.strictObject({
      id: primitives.id,
      values: registration.fieldEdits,
      sameAddress: v.optional(v.boolean()),
      /** Fields of `values` that the clerk confirmed although a code of the card contains another value. */
      chosen: v.exactOptional(registration.fieldList),
    }),
    v.object({ savedAt: primitives.epochMs }),
  ),
  'registration.putPicture': call(
    v.strictObject({
      id: primitives.id,
      part: registration.part,
      bytes: primitives.bytes,
      origin: v.picklist(['import', 'camera']),
      /** Problems that the page detected in a photo that was taken nevertheless. */
      photoProblems: v.exactOptional(
        v.pipe(v.array(v.picklist(photoProblems)), v.maxLength(photoProblems.length)),
      ),
    }),
    registration.registrationView,
  ),
  /** Imports a picture from a drive, by the id under which it was listed. */
  'registration.importPicture': call(
    v.strictObject({ id: primitives.id, part: registration.part, file: primitives.id }),
    registration.registrationView,
  ),
  'registration.removePicture': call(
    v.strictObject({ id: primitives.id, part: registration.part }),
    registration.registrationView,
  ),
  'registration.overridePicture': call(
    v.strictObject({
      id: primitives.id,
      part: registration.part,
      reason: v.picklist(overrideReasons),
    }),
    registration.registrationView,
  ),
  /** Crops the card at corners that the clerk set. */
  'registration.cropCard': call(
    v.strictObject({ id: primitives.id, side: registration.side, corners: registration.corners }),
    registration.registrationView,
  ),
  /** Submits the text of the card's barcode or machine-readable zone, as a barcode reader typed it. */
  'registration.addScannedCode': call(
    v.strictObject({ id: primitives.id, text: primitives.text() }),
    registration.registrationView,
  ),
  /** Starts or restarts step 1 in the background. Progress and result arrive as `registration` events. */
  'registration.readCard': call(primitives.idInput, registration.registrationView),
  /** Records the consent, commits the registration and starts sending it. The outcome arrives as `registration` events. */
  'registration.submit': call(
    v.strictObject({
      id: primitives.id,
      consent: registration.givenConsent,
    }),
    registration.registrationView,
  ),
  /** Closes a submitted registration and releases its pictures. */
  'registration.close': call(primitives.idInput, primitives.nothing),
  'registration.list': call(
    v.strictObject({ filter: v.picklist(['attention-or-draft', 'all']) }),
    v.array(registration.registrationRow),
  ),
  /** Available without sign-in, because the sign-in screen and the lock show the number of waiting registrations. */
  'registration.counts': call(primitives.nothing, registration.counts, { needs: 'nothing' }),
  'registration.retry': call(primitives.idInput, registration.registrationView),
  /** Queries the service for a registration whose outcome is unknown. */
  'registration.checkNow': call(primitives.idInput, registration.registrationView),
  /** Records the clerk's decision about a registration whose outcome could not be determined by queries. */
  'registration.decide': call(decisions.decideInput, registration.registrationView),
  /** Possible duplicates in the outbox and, as far as it can be queried now, in the service's log. */
  'registration.duplicates': call(primitives.idInput, duplicates),
} as const satisfies Partial<Record<CallName, CallDeclaration>>;
