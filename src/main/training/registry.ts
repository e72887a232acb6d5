/**
 * What the built-in service has taken in. The ledger tells what happened; the registrations are what calls F and G see,
 * where a second step 2 for one customer overwrites the first and resets its verdict.
 */
import { createHash, randomBytes } from 'node:crypto';
import { sentFieldNames } from '#shared/domain/fields.ts';
import {
  type LedgerEntry,
  type LedgerField,
  type PictureFact,
  type TrainingOptions,
  type Verdict,
  type Customer,
  type Registration,
} from './types.ts';

export interface Accepted {
  readonly fields: Readonly<Record<LedgerField, string>>;
  readonly frontId: string;
  readonly backId: string;
  readonly photo: Uint8Array;
  readonly agentMobile: string;
}

export interface Registry {
  /** Keeps a picture and gives its id, which is its handle. */
  keep(bytes: Uint8Array): string;
  picture(id: string): Uint8Array | null;
  isHandle(id: string): boolean;
  forgetHandles(): void;
  accept(accepted: Accepted): LedgerEntry;
  /** The registration that step 2 for this customer would replace. */
  find(customer: Customer): Registration | null;
  ledger(): readonly LedgerEntry[];
  /** In the order in which they were first saved. */
  all(): readonly Registration[];
  /** The verdict now; counts as a look when `look` is set. */
  verdictOf(registration: Registration, look: boolean): Verdict;
  decide(nid: string, verdict: Verdict): boolean;
}

/** Pictures are kept for looking at only; a long day of training must not fill the memory. */
const KEPT_PICTURES = 60;

const factOf = (bytes: Uint8Array): PictureFact => ({
  sha256: createHash('sha256').update(bytes).digest('hex'),
  bytes: bytes.length,
});

export interface RegistryRules extends Pick<TrainingOptions, 'verdictFor' | 'earlier'> {
  isSameCustomer(a: Customer, b: Customer): boolean;
}

export const createRegistry = (options: RegistryRules, now: () => number): Registry => {
  const pictures = new Map<string, Uint8Array>();
  const handles = new Map<string, PictureFact>();
  const ledger: LedgerEntry[] = [];
  const registrations: Registration[] = [];

  const keep = (bytes: Uint8Array): string => {
    const id = `${randomBytes(12).toString('hex')}.jpg`;
    pictures.set(id, bytes);
    handles.set(id, factOf(bytes));
    for (const oldest of pictures.keys()) {
      if (pictures.size <= KEPT_PICTURES) break;
      pictures.delete(oldest);
    }
    return id;
  };

  /** Nobody looks at the pictures of these. */
  const nothing: PictureFact = { sha256: '', bytes: 0 };
  for (let seq = 1; seq <= (options.earlier?.count ?? 0); seq += 1) {
    const fields = Object.fromEntries(sentFieldNames.map((name) => [name, 'X'])) as Record<
      LedgerField,
      string
    >;
    const entry: LedgerEntry = {
      ...fields,
      nid_no: `0${String(seq).padStart(12, '0')}`,
      mobile_number: `0130${String(seq).padStart(7, '0')}`,
      agentMobile: options.earlier?.agentMobile ?? '',
      seq,
      at: now() - 86_400_000,
      front: nothing,
      back: nothing,
      photo: nothing,
      duplicateOf: null,
    };
    ledger.push(entry);
    registrations.push({ entry, frontId: '', photoId: '', decided: 'passed', looks: 0 });
  }

  const find = (customer: Customer): Registration | null =>
    registrations.find(({ entry }) => options.isSameCustomer(entry, customer)) ?? null;

  return {
    keep,
    picture: (id) => pictures.get(id) ?? null,
    isHandle: (id) => handles.has(id),
    forgetHandles: () => handles.clear(),
    accept: ({ fields, frontId, backId, photo, agentMobile }) => {
      const missing: PictureFact = { sha256: '', bytes: 0 };
      const earlier = ledger.find((entry) => entry.nid_no === fields.nid_no);
      const entry: LedgerEntry = {
        seq: ledger.length + 1,
        ...fields,
        agentMobile,
        at: now(),
        front: handles.get(frontId) ?? missing,
        back: handles.get(backId) ?? missing,
        photo: factOf(photo),
        duplicateOf: earlier?.seq ?? null,
      };
      ledger.push(entry);
      const fresh: Registration = { entry, frontId, photoId: keep(photo), decided: null, looks: 0 };
      const known = find(fields);
      if (known) Object.assign(known, fresh);
      else registrations.push(fresh);
      return entry;
    },
    ledger: () => [...ledger],
    find,
    all: () => registrations,
    verdictOf: (registration, look) => {
      if (look) registration.looks += 1;
      if (registration.decided) return registration.decided;
      const verdict =
        options.verdictFor?.(registration.entry, {
          looks: registration.looks,
          ageMs: now() - registration.entry.at,
        }) ?? 'pending';
      if (verdict !== 'pending') registration.decided = verdict;
      return verdict;
    },
    decide: (nid, verdict) => {
      const known = registrations.filter((registration) => registration.entry.nid_no === nid);
      for (const registration of known) registration.decided = verdict;
      return known.length > 0;
    },
  };
};
