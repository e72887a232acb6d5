/** Registry with a ledger of every accepted step 2, including those that replaced an earlier registration. */
import { createHash } from 'node:crypto';
import { createRegistry, type Registry, type RegistryOptions } from '#main/training/registry.ts';
import { sentFieldNames } from '#shared/domain/fields.ts';
import type { FormField, Verdict } from '#main/training/types.ts';
import type { LedgerEntry, PictureDigest, TestServiceOptions } from './types.ts';

const DAY_MS = 86_400_000;
const NO_DIGEST: PictureDigest = { sha256: '', bytes: 0 };
const NO_PICTURE = new Uint8Array();

export const digestOf = (bytes: Uint8Array): PictureDigest => ({
  sha256: createHash('sha256').update(bytes).digest('hex'),
  bytes: bytes.length,
});

export interface LedgerRegistry extends Registry {
  ledger(): readonly LedgerEntry[];
  /** @returns whether the NID number is registered. */
  setVerdict(nid: string, verdict: Verdict): boolean;
  expireHandles(): void;
  onAccepted(listen: (entry: LedgerEntry) => void): void;
}

/** @param earlierCustomers customers registered the day before. They have no pictures that could be checked. */
export const createLedgerRegistry = (
  options: RegistryOptions,
  earlierCustomers: TestServiceOptions['earlierCustomers'],
): LedgerRegistry => {
  let isSeeding = true;
  const registry = createRegistry({
    ...options,
    now: () => options.now() - (isSeeding ? DAY_MS : 0),
  });
  const ledger: LedgerEntry[] = [];
  const listeners: ((entry: LedgerEntry) => void)[] = [];
  const handles = new Map<string, PictureDigest>();

  const accept: Registry['accept'] = (accepted) => {
    const { fields, frontId, backId, photo } = accepted;
    const registration = registry.accept(accepted);
    const firstEntry = isSeeding
      ? undefined
      : ledger.find(({ nid_no }) => nid_no === fields.nid_no);
    const entry: LedgerEntry = {
      ...registration.entry,
      front: handles.get(frontId) ?? NO_DIGEST,
      back: handles.get(backId) ?? NO_DIGEST,
      photo: digestOf(photo),
      duplicateOf: firstEntry?.seq ?? null,
    };
    ledger.push(entry);
    for (const listen of listeners) listen(entry);
    return registration;
  };

  for (let index = 1; index <= (earlierCustomers?.count ?? 0); index += 1) {
    const fields = {
      ...(Object.fromEntries(sentFieldNames.map((name) => [name, 'X'])) as Record<
        FormField,
        string
      >),
      nid_no: `0${String(index).padStart(12, '0')}`,
      mobile_number: `0130${String(index).padStart(7, '0')}`,
    };
    const agentMobile = earlierCustomers?.agentMobile ?? '';
    accept({ fields, frontId: '', backId: '', photo: NO_PICTURE, agentMobile }).finalVerdict =
      'passed';
  }
  isSeeding = false;

  return {
    ...registry,
    accept,
    storePicture: (bytes) => {
      const id = registry.storePicture(bytes);
      handles.set(id, digestOf(bytes));
      return id;
    },
    isHandle: (id) => handles.has(id),
    ledger: () => [...ledger],
    setVerdict: (nid, verdict) => {
      const registrations = registry.all().filter(({ entry }) => entry.nid_no === nid);
      for (const registration of registrations) registration.finalVerdict = verdict;
      return registrations.length > 0;
    },
    expireHandles: () => handles.clear(),
    onAccepted: (listen) => void listeners.push(listen),
  };
};
