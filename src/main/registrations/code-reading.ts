/**
 * Reads the codes on the back of an open registration's card in the background, once per picture. The result prefills
 * untouched fields and is shown beside the service's reading; a card with upside-down codes is rotated.
 */
import { codeSources, type CodeView } from '#shared/domain/registration.ts';
import { ok } from '#shared/result.ts';
import type { CardCodes, CardCodeDecoder } from '#main/card-reading/port.ts';
import type { Log } from '#main/log/log.ts';
import { applyCode } from '#main/record/fields.ts';
import type { Records } from '#main/store/records.ts';
import { mayEdit } from '#main/record/review.ts';
import type { Store, StoredRegistration } from '#main/store/port.ts';

export interface CodeReadingDeps {
  readonly store: Store;
  readonly records: Records;
  readonly cardCodeDecoder: CardCodeDecoder;
  /** Crops the back again, rotated by 180°. */
  readonly rotateBack: (id: string) => Promise<unknown>;
  /** Called when reading began or ended. */
  readonly onViewChanged: (id: string) => void;
  readonly log: Log;
}

export interface CodeReading {
  /** Starts reading the codes, unless this picture was read before. Returns immediately. */
  start(id: string): void;
  /** Progress and result for the screens. */
  view(record: StoredRegistration): CodeView;
  /** Resolves when no reading is in progress. */
  whenIdle(): Promise<void>;
}

/** SHA-256 of the back whose codes are to be read, or null when there is none or it was read before. */
const unreadBackSha256 = (record: StoredRegistration): string | null => {
  const { pictures, codesOf } = record.body;
  return mayEdit(record) && pictures.back && pictures.back.sha256 !== codesOf
    ? pictures.back.sha256
    : null;
};

const NO_CODES: CardCodes = { barcode: null, mrz: null, upsideDown: false };

export const createCodeReading = ({
  store,
  records,
  cardCodeDecoder,
  rotateBack,
  onViewChanged,
  log,
}: CodeReadingDeps): CodeReading => {
  const running = new Map<string, Promise<void>>();

  const storeCodes = (id: string, sha256: string, { barcode, mrz }: CardCodes) =>
    records.update(id, (record) => {
      // The picture was replaced while it was read.
      if (unreadBackSha256(record) !== sha256) return ok(null);
      // A code not found in the picture may have been read by a barcode reader, so its reading stays.
      const withBarcode = barcode ? applyCode(record.body, 'barcode', barcode) : record.body;
      const body = mrz ? applyCode(withBarcode, 'mrz', mrz) : withBarcode;
      return ok({ body: { ...body, codesOf: sha256 } });
    });

  /** @returns the codes of the picture, or null when there was none to read. */
  const readOnce = async (id: string): Promise<CardCodes | null> => {
    const record = await records.get(id);
    const sha256 = record.ok ? unreadBackSha256(record.data) : null;
    if (!record.ok || sha256 === null) return null;
    const jpeg = await store.part(id, 'back');
    if (!jpeg.ok || !jpeg.data) return null;
    onViewChanged(id);
    const found = await cardCodeDecoder.read({ jpeg: jpeg.data, side: 'back' });
    if (!found.ok) log.warn('codes.skipped', { registration: id, code: found.error.code });
    // After a failure the picture is stored as read without codes, so that it is not tried again.
    const codes = found.ok ? found.data : NO_CODES;
    const stored = await storeCodes(id, sha256, codes);
    if (!stored.ok) return null;
    return stored.data.body.codesOf === sha256 ? codes : NO_CODES;
  };

  /** Repeats the reading until the current picture of the back was read. The picture is rotated at most once. */
  const readUntilCurrent = async (id: string): Promise<void> => {
    let wasRotated = false;
    for (let codes = await readOnce(id); codes; codes = await readOnce(id)) {
      if (!codes.upsideDown || wasRotated) continue;
      wasRotated = true;
      await rotateBack(id);
    }
  };

  return {
    start: (id) => {
      if (running.has(id)) return;
      const job = readUntilCurrent(id)
        .catch((thrown: unknown) =>
          log.error('codes.unexpected-error', { registration: id, thrown }),
        )
        .finally(() => {
          running.delete(id);
          onViewChanged(id);
        });
      running.set(id, job);
    },
    view: (record) => {
      const sources = codeSources.filter((source) =>
        Object.values(record.body.fields).some(({ readings }) => readings[source] !== undefined),
      );
      const { pictures, codesOf } = record.body;
      if (sources.length > 0) return { state: 'read', sources };
      if (running.has(record.id) && unreadBackSha256(record) !== null)
        return { state: 'reading', sources };
      return {
        state: pictures.back && codesOf === pictures.back.sha256 ? 'unread' : 'none',
        sources,
      };
    },
    whenIdle: async () => {
      await Promise.all(running.values());
    },
  };
};
