/** Registrations of the built-in service: a second step 2 for one customer replaces the first and resets its verdict. */
import { randomBytes } from 'node:crypto';
import type { Customer, FormField, Registration, Verdict } from './types.ts';

export interface Accepted {
  readonly fields: Readonly<Record<FormField, string>>;
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
  accept(accepted: Accepted): Registration;
  /** The registration that step 2 for this customer would replace. */
  find(customer: Customer): Registration | null;
  /** In the order in which they were first saved. */
  all(): readonly Registration[];
  /** The verdict now; counts as a status query when `look` is set. */
  verdictOf(registration: Registration, look: boolean): Verdict;
}

export interface RegistryOptions {
  customerKey(customer: Customer): string;
  /** The EC's answer, queried again until it is final. */
  verdictFor(registration: Registration): Verdict;
  /** Epoch milliseconds. */
  now(): number;
}

/** Pictures are kept for display only; the limit bounds the memory of a long session. */
const KEPT_PICTURES = 60;

export const createRegistry = (options: RegistryOptions): Registry => {
  const pictures = new Map<string, Uint8Array>();
  const handles = new Set<string>();
  /** By customer; a replaced one keeps its place. */
  const registrations = new Map<string, Registration>();
  let accepted = 0;

  const keep = (bytes: Uint8Array): string => {
    const id = `${randomBytes(12).toString('hex')}.jpg`;
    pictures.set(id, bytes);
    handles.add(id);
    for (const oldest of pictures.keys()) {
      if (pictures.size <= KEPT_PICTURES) break;
      pictures.delete(oldest);
    }
    return id;
  };

  return {
    keep,
    picture: (id) => pictures.get(id) ?? null,
    isHandle: (id) => handles.has(id),
    accept: ({ fields, frontId, photo, agentMobile }) => {
      accepted += 1;
      const entry = { seq: accepted, ...fields, agentMobile, at: options.now() };
      const fresh: Registration = { entry, frontId, photoId: keep(photo), decided: null, looks: 0 };
      registrations.set(options.customerKey(fields), fresh);
      return fresh;
    },
    find: (customer) => registrations.get(options.customerKey(customer)) ?? null,
    all: () => [...registrations.values()],
    verdictOf: (registration, look) => {
      if (look) registration.looks += 1;
      if (registration.decided) return registration.decided;
      const verdict = options.verdictFor(registration);
      if (verdict !== 'pending') registration.decided = verdict;
      return verdict;
    },
  };
};
