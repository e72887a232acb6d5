/** Schemas of the state of the app at the start of the page: counter, session, service and notices. */
import * as v from 'valibot';
import { appError, epochMs, locale } from './primitives.ts';
import { auditNotice, disk, storeNotice, storeNoticeParams } from './store.ts';
import { trainingView } from './training.ts';

export const session = v.object({
  signedIn: v.boolean(),
  /** The clerk's number as `0130•••0042`; null when no clerk was signed in. */
  maskedMobile: v.nullable(v.string()),
  /** Reason why a sign-in is required: no sign-in yet, ended by the service, expired, or signed out by the clerk. */
  reason: v.picklist(['none', 'ended', 'expired', 'signed-out']),
  /** The clerk's complete number while the session is lost, so that the form is prefilled for the new sign-in. */
  mobile: v.exactOptional(v.string()),
});

export const service = v.object({
  reachable: v.nullable(v.boolean()),
  /** Start of this state, epoch milliseconds. */
  since: epochMs,
  error: v.nullable(appError),
});

export const scannerInfo = v.object({
  id: v.string(),
  driver: v.picklist(['sane', 'wia', 'escl', 'folder', 'simulated']),
  name: v.string(),
});

const choice = v.object({ en: v.string(), bn: v.string() });

export const choiceLists = v.object({
  gender: v.array(choice),
  profession: v.array(choice),
  nomineeRelation: v.array(choice),
});

export const consentText = v.object({ version: v.string(), en: v.string(), bn: v.string() });

export const appState = v.object({
  version: v.string(),
  /** Whether this is a locked-down counter, which only the lead PIN exits. */
  lockdown: v.boolean(),
  locale,
  location: v.object({
    bank: choice,
    branch: choice,
    branchCode: v.string(),
    counterNumber: v.string(),
    helpline: v.string(),
  }),
  training: v.nullable(trainingView),
  keychain: v.picklist(['ok', 'unavailable']),
  /** Notice about the store from the start of the app; null when the store was opened normally. */
  storeNotice: v.nullable(storeNotice),
  storeNoticeParams: v.nullable(storeNoticeParams),
  /** Null until the audit trail was verified, and when it is intact. */
  auditNotice: v.nullable(auditNotice),
  disk,
  session,
  service,
  settings: v.object({
    /** Names of settings with invalid values. */
    wrong: v.array(v.string()),
    /** Names of required settings that are not set. */
    missing: v.array(v.string()),
    /** Names of settings that the policy fixes. */
    locked: v.array(v.string()),
    /** Problem of the policy; null when it is valid. */
    policyProblem: v.nullable(v.string()),
  }),
  /** Prefix and suffix that the barcode reader adds to its data; '' for none. */
  wedge: v.object({ prefix: v.string(), suffix: v.string() }),
  lists: choiceLists,
  consent: consentText,
});
