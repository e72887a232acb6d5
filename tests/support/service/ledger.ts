/** Registry with a ledger of every accepted step 2, including those that replaced an earlier registration. */
import { createHash } from 'node:crypto';
import { createRegistry, type Registry, type RegistryOptions } from '#main/training/registry.ts';
import { sentFieldNames } from '#shared/domain/fields.ts';
import type { FormField, Verdict } from '#main/training/types.ts';
import type { LedgerEntry, PictureDigest, TestServiceOptions } from './types.ts';

const DAY_MS = 86_400_000;
const MISSING: PictureDigest = { sha256: '', bytes: 0 };
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

/** @param earlier customers registered the day before. They have no pictures that could be checked. */
export const createLedgerRegistry = (
  options: RegistryOptions,
  earlier: TestServiceOptions['earlier'],
): LedgerRegistry => {
  let seeding = true;
  const registry = createRegistry({
    ...options,
    now: () => options.now() - (seeding ? DAY_MS : 0),
  });
  const ledger: LedgerEntry[] = [];
  const listeners: ((entry: LedgerEntry) => void)[] = [];
  const handles = new Map<string, PictureDigest>();

  const accept: Registry['accept'] = (accepted) => {
    const { fields, frontId, backId, photo } = accepted;
    const registration = registry.accept(accepted);
    const first = seeding ? undefined : ledger.find(({ nid_no }) => nid_no === fields.nid_no);
    const entry: LedgerEntry = {
      ...registration.entry,
      front: handles.get(frontId) ?? MISSING,
      back: handles.get(backId) ?? MISSING,
      photo: digestOf(photo),
      duplicateOf: first?.seq ?? null,
    };
    ledger.push(entry);
    for (const listen of listeners) listen(entry);
    return registration;
  };

  for (let number = 1; number <= (earlier?.count ?? 0); number += 1) {
    const fields = {
      ...(Object.fromEntries(sentFieldNames.map((name) => [name, 'X'])) as Record<
        FormField,
        string
      >),
      nid_no: `0${String(number).padStart(12, '0')}`,
      mobile_number: `0130${String(number).padStart(7, '0')}`,
    };
    const agentMobile = earlier?.agentMobile ?? '';
    accept({ fields, frontId: '', backId: '', photo: NO_PICTURE, agentMobile }).finalVerdict =
      'passed';
  }
  seeding = false;

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
