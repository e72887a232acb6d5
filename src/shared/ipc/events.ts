/** Every event that the main process sends to the page. */
import * as v from 'valibot';
import { event, type Need } from './declaration.ts';
import type { EventName } from './names.ts';
import * as app from './schemas/app-state.ts';
import * as registration from './schemas/registration.ts';
import * as primitives from './schemas/primitives.ts';
import * as store from './schemas/store.ts';
import { customerAnswer } from './schemas/customer.ts';
import { lock } from './schemas/lock.ts';
import { trainingView } from './schemas/training.ts';

export const events = {
  session: event(app.session, { needs: 'nothing' }),
  /** The counter was locked or unlocked, or the state of its PINs changed. */
  lock: event(lock, { needs: 'nothing' }),
  /**
   * The counter will lock because the machine sleeps or its session ends. The page saves open work and calls
   * `app.saved`.
   */
  'save-request': event(primitives.nothing),
  service: event(app.service, { needs: 'nothing' }),
  registration: event(registration.registrationView),
  counts: event(registration.counts, { needs: 'nothing' }),
  'customer-answer': event(customerAnswer),
  /** OTP, customers, card on the simulated scanner, and active faults. */
  training: event(trainingView, { needs: 'nothing' }),
  disk: event(store.disk, { needs: 'nothing' }),
  /** A problem of the store that was detected while the app runs. */
  'store-notice': event(store.storeNotice, { needs: 'nothing' }),
  'audit-notice': event(store.auditNotice, { needs: 'nothing' }),
  /**
   * Progress of a scan. `side` is null for a scan that belongs to no side of a card (the blank sheet of Diagnostics);
   * `percent` (0 to 100) is null when the scanner does not report it.
   */
  'scan-progress': event(
    v.object({ side: v.nullable(registration.side), percent: v.nullable(v.number()) }),
  ),
} as const satisfies Record<EventName, { payload: v.GenericSchema; needs: Need }>;
