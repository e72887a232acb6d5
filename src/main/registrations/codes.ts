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

export interface CodesDeps {
  readonly store: Store;
  readonly records: Records;
  readonly cardCodeDecoder: CardCodeDecoder;
  /** Crops the back again, rotated by 180°. */
  readonly turnBack: (id: string) => Promise<unknown>;
  /** Reading began or ended. */
  readonly progressed: (id: string) => void;
  readonly log: Log;
}

export interface Codes {
  /** Reads the codes, unless this picture was read before. Returns at once. */
  look(id: string): void;
  view(record: StoredRegistration): CodeView;
  idle(): Promise<void>;
}

/** SHA-256 of the back whose codes are to be read, or null when there is none or it was read before. */
const wanted = (record: StoredRegistration): string | null => {
  const { pictures, codesOf } = record.body;
  return mayEdit(record) && pictures.back && pictures.back.sha256 !== codesOf
    ? pictures.back.sha256
    : null;
};

const NOTHING: CardCodes = { barcode: null, mrz: null, upsideDown: false };

export const createCodes = ({
  store,
  records,
  cardCodeDecoder,
  turnBack,
  progressed,
  log,
}: CodesDeps): Codes => {
  const looking = new Map<string, Promise<void>>();

  const take = (id: string, sha256: string, { barcode, mrz }: CardCodes) =>
    records.update(id, (record) => {
      // The picture was replaced meanwhile.
      if (wanted(record) !== sha256) return ok(null);
      // A code not found in the picture may have been read by a barcode reader, so its reading stays.
      const withBarcode = barcode ? applyCode(record.body, 'barcode', barcode) : record.body;
      const body = mrz ? applyCode(withBarcode, 'mrz', mrz) : withBarcode;
      return ok({ body: { ...body, codesOf: sha256 } });
    });

  /** @returns the result for the picture to be read, or null when there was none. */
  const lookOnce = async (id: string): Promise<CardCodes | null> => {
    const record = await records.get(id);
    const sha256 = record.ok ? wanted(record.data) : null;
    if (!record.ok || sha256 === null) return null;
    const jpeg = await store.part(id, 'back');
    if (!jpeg.ok || !jpeg.data) return null;
    progressed(id);
    const found = await cardCodeDecoder.read({ jpeg: jpeg.data, side: 'back' });
    if (!found.ok) log.warn('codes.skipped', { registration: id, code: found.error.code });
    // A picture on which reading failed is not tried again.
    const codes = found.ok ? found.data : NOTHING;
    const taken = await take(id, sha256, codes);
    if (!taken.ok) return null;
    return taken.data.body.codesOf === sha256 ? codes : NOTHING;
  };
  /** Repeats while pictures were replaced meanwhile. A picture is turned once at most. */
  const work = async (id: string): Promise<void> => {
    let turned = false;
    for (let codes = await lookOnce(id); codes; codes = await lookOnce(id)) {
      if (!codes.upsideDown || turned) continue;
      turned = true;
      await turnBack(id);
    }
  };

  return {
    look: (id) => {
      if (looking.has(id)) return;
      const job = work(id)
        .catch((thrown: unknown) =>
          log.error('codes.unexpected-error', { registration: id, thrown }),
        )
        .finally(() => {
          looking.delete(id);
          progressed(id);
        });
      looking.set(id, job);
    },
    view: (record) => {
      const sources = codeSources.filter((source) =>
        Object.values(record.body.fields).some(({ readings }) => readings[source] !== undefined),
      );
      const { pictures, codesOf } = record.body;
      if (sources.length > 0) return { state: 'read', sources };
      if (looking.has(record.id) && wanted(record) !== null) return { state: 'reading', sources };
      return {
        state: pictures.back && codesOf === pictures.back.sha256 ? 'unread' : 'none',
        sources,
      };
    },
    idle: async () => {
      await Promise.all(looking.values());
    },
  };
};
