/** Creates registrations whose bodies contain the digests of their pictures, so that partly written registrations are detected. */
import { toMobileNumber } from '#tests/support/numbers.ts';
import { createHash, randomBytes } from 'node:crypto';
import { newBody, type Body } from '#main/record/body.ts';
import { openStoreFile, type OpenedStoreFile } from '#main/store/open-store-file.ts';
import type { RegistrationChange, Store, StoredRegistration } from '#main/store/port.ts';
import { pictureParts, type PicturePart } from '#shared/domain/registration.ts';
import type { Result } from '#shared/result.ts';

export const MASTER_KEY = Buffer.alloc(32, 7);

export const must = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`expected ok, got ${result.error.code}`);
  return result.data;
};

export const openStoreIn = async (dataDir: string, at?: number): Promise<OpenedStoreFile> =>
  must(
    await openStoreFile({
      dataDir,
      masterKey: MASTER_KEY,
      ...(at !== undefined && { now: () => at }),
    }),
  );

export const digestOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** @returns a change that adds three random pictures of this size. */
export const createPictureChange = (
  body: Body,
  name: string,
  pictureBytes: number,
): RegistrationChange & { body: Body } => {
  const parts: Record<PicturePart, Uint8Array> = {
    front: randomBytes(pictureBytes),
    back: randomBytes(pictureBytes),
    photo: randomBytes(pictureBytes),
  };
  const pictureMetas = pictureParts.map((part) => [
    part,
    {
      at: 1,
      widthPx: 1_011,
      heightPx: 637,
      bytes: pictureBytes,
      dpi: 300,
      origin: 'scanner',
      sha256: digestOf(parts[part]),
      dhash: '00',
      failedChecks: [],
      override: null,
      photoProblems: null,
      cardKind: null,
      glareArea: null,
      crop: null,
    } satisfies Body['pictures'][PicturePart],
  ]);
  return {
    parts,
    body: {
      ...body,
      fields: {
        ...body.fields,
        applicant_name_eng: { value: name, source: 'typed', touched: true, readings: {} },
      },
      pictures: Object.fromEntries(pictureMetas) as Body['pictures'],
    },
  };
};

/** @returns a change that removes the pictures, as the app does after the service has accepted the form. */
export const createPictureRemoval = (body: Body): RegistrationChange => ({
  parts: { front: null, back: null, photo: null },
  body: { ...body, pictures: { front: null, back: null, photo: null } },
});

/** Creates a draft with pictures and the name of the customer. */
export const createRegistration = async (
  store: Store,
  name: string,
  pictureBytes: number,
  at = 1,
): Promise<StoredRegistration> => {
  const created = must(
    await store.create({ body: newBody(toMobileNumber('01300000042'), at), prefix: 'a-', at }),
  );
  return must(
    await store.write(created, createPictureChange(created.body, name, pictureBytes), at),
  )!;
};

/** Whether the stored pictures are those that the body lists. */
export const hasIntactPictures = async (
  store: Store,
  record: StoredRegistration,
): Promise<boolean> => {
  for (const part of pictureParts) {
    const bytes = await store.part(record.id, part);
    if (!bytes.ok) return false;
    const meta = record.body.pictures[part];
    if (meta === null ? bytes.data !== null : !bytes.data || digestOf(bytes.data) !== meta.sha256)
      return false;
  }
  return true;
};

export interface Ack {
  readonly id: string;
  readonly rev: number;
  readonly state: string;
  readonly name: string;
}

export const ackOf = ({ id, rev, state, body }: StoredRegistration): Ack => ({
  id,
  rev,
  state,
  name: body.fields.applicant_name_eng.value,
});

/**
 * Compares acknowledged writes with the store.
 *
 * @returns the number of intact registrations; the ids of lost ones, which are missing or older than acknowledged; and the ids of those
 *   whose values or pictures differ from what was acknowledged.
 */
export const compareWithAcks = async (
  store: Store,
  acks: Iterable<Ack>,
): Promise<{ intact: number; lost: string[]; inconsistent: string[] }> => {
  const result = { intact: 0, lost: [] as string[], inconsistent: [] as string[] };
  for (const ack of acks) {
    const record = await store.get(ack.id);
    if (!record.ok) {
      result[record.error.code === 'REG-NOT-FOUND' ? 'lost' : 'inconsistent'].push(ack.id);
      continue;
    }
    const { rev, state, body } = record.data;
    // A write that is on disk but was not acknowledged is allowed; a missing one is not.
    const hasAcknowledgedValues =
      rev > ack.rev || (state === ack.state && body.fields.applicant_name_eng.value === ack.name);
    if (rev < ack.rev) result.lost.push(ack.id);
    else if (!hasAcknowledgedValues || !(await hasIntactPictures(store, record.data)))
      result.inconsistent.push(ack.id);
    else result.intact += 1;
  }
  return result;
};
