/**
 * Stores the registrations and pictures of the built-in service in memory. A second step 2 for the same customer replaces the first
 * registration and resets its verdict.
 */
import { randomBytes } from 'node:crypto';
import type { Customer, FormField, Registration, Verdict } from './types.ts';

/** The form of an accepted step 2. */
export interface AcceptedForm {
  readonly fields: Readonly<Record<FormField, string>>;
  readonly frontId: string;
  readonly backId: string;
  readonly photo: Uint8Array;
  readonly agentMobile: string;
  /** Epoch milliseconds; absent: now. */
  readonly at?: number;
}

export interface Registry {
  /** @returns the id of the picture, from which the dialect forms the handle. */
  storePicture(bytes: Uint8Array): string;
  /** The picture with this id; null when it is unknown or was removed to limit memory. */
  picture(id: string): Uint8Array | null;
  /** Whether a picture was stored under this id, even if it was removed to limit memory. */
  isHandle(id: string): boolean;
  /** Saves the form of a step 2. */
  accept(accepted: AcceptedForm): Registration;
  /** The registration of this customer, which the next step 2 replaces; null when there is none. */
  find(customer: Customer): Registration | null;
  /** All registrations in the order of their first submission. */
  all(): readonly Registration[];
  /** Verdict of the EC. It does not change any more when it is not `pending`. */
  verdictOf(registration: Registration): Verdict;
  /** Like `verdictOf`, and counts a status query. */
  queryVerdict(registration: Registration): Verdict;
}

export interface RegistryOptions {
  /** Key that identifies a customer. */
  customerKey(customer: Customer): string;
  /** Verdict of the EC, requested again until it is final. */
  verdictFor(registration: Registration): Verdict;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * Largest number of stored pictures, which limits memory in a long session. The oldest are removed, because pictures are only
 * displayed.
 */
const MAX_PICTURES = 60;

const PICTURE_ID_BYTES = 12;

export const createRegistry = (options: RegistryOptions): Registry => {
  const pictures = new Map<string, Uint8Array>();
  const handles = new Set<string>();
  const registrations: Registration[] = [];
  /** Position by customer key; a registration that replaces another takes its position. */
  const positions = new Map<string, number>();
  let acceptedCount = 0;

  const storePicture = (bytes: Uint8Array): string => {
    const id = `${randomBytes(PICTURE_ID_BYTES).toString('hex')}.jpg`;
    pictures.set(id, bytes);
    handles.add(id);
    for (const oldest of pictures.keys()) {
      if (pictures.size <= MAX_PICTURES) break;
      pictures.delete(oldest);
    }
    return id;
  };

  const verdictOf = (registration: Registration): Verdict => {
    if (registration.finalVerdict) return registration.finalVerdict;
    const verdict = options.verdictFor(registration);
    if (verdict !== 'pending') registration.finalVerdict = verdict;
    return verdict;
  };

  return {
    storePicture,
    picture: (id) => pictures.get(id) ?? null,
    isHandle: (id) => handles.has(id),
    accept: ({ fields, frontId, photo, agentMobile, at = options.now() }) => {
      acceptedCount += 1;
      const entry = { seq: acceptedCount, ...fields, agentMobile, at };
      const registration: Registration = {
        entry,
        frontId,
        photoId: storePicture(photo),
        finalVerdict: null,
        statusQueries: 0,
      };
      const key = options.customerKey(fields);
      const position = positions.get(key) ?? registrations.length;
      positions.set(key, position);
      registrations[position] = registration;
      return registration;
    },
    find: (customer) => {
      const position = positions.get(options.customerKey(customer));
      return position === undefined ? null : (registrations[position] ?? null);
    },
    all: () => registrations,
    verdictOf,
    queryVerdict: (registration) => {
      registration.statusQueries += 1;
      return verdictOf(registration);
    },
  };
};
