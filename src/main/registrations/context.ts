/** Dependencies and helpers shared by the registration commands. */
import type { MobileNumber } from '#shared/domain/mobile.ts';
import type { ConsentText, ConsentView } from '#shared/domain/consent.ts';
import type { FieldValues } from '#shared/domain/fields.ts';
import type { ChoiceLists } from '#shared/domain/lists.ts';
import type { RegistrationView } from '#shared/domain/registration.ts';
import type { Err, Ok, Result } from '#shared/result.ts';
import type { CardCodeDecoder } from '#main/card-reading/port.ts';
import type { EkycClient } from '#main/ekyc/port.ts';
import type { CardImaging, Imaging } from '#main/imaging/port.ts';
import type { Log } from '#main/log/log.ts';
import type { createClerkActions } from '#main/outbox/clerk-actions.ts';
import type { createSender } from '#main/outbox/sender.ts';
import type { Body } from '#main/record/body.ts';
import type { StoredRegistration } from '#main/record/stored-registration.ts';
import type { Session } from '#main/session/port.ts';
import type { DiskState } from '#main/store/disk-space.ts';
import type { Records } from '#main/store/records.ts';
import type { RegistrationChange, Store } from '#main/store/port.ts';
import type { createCodeReading } from './code-reading.ts';
import type { OpenRegistration } from './open-registration.ts';
import type { createPictureEdits } from './picture-edits.ts';
import type { createBackgroundReading } from './background-reading.ts';

export interface RegistrationsDeps {
  readonly store: Store;
  readonly client: EkycClient;
  readonly session: Session;
  readonly imaging: Imaging & CardImaging;
  readonly cardCodeDecoder: CardCodeDecoder;
  readonly lists: ChoiceLists;
  readonly consent: ConsentText;
  /** Prefix of the references of this counter, and the bank that the consent names. */
  readonly location: {
    readonly branchCode: string;
    readonly counterNumber: string;
    readonly bank: { readonly en: string; readonly bn: string };
  };
  /** URL of a picture, from the opaque part of its address. */
  readonly pictureUrl: (address: string) => string;
  /** Verifies the branch lead's PIN, which approves the action. */
  readonly checkLeadPin: (pin: string) => Promise<Result<undefined>>;
  /** Whether registrations are allowed at this counter; the failure gives the reason. */
  readonly checkRegistrationAllowed?: () => Result<undefined>;
  /** The consent given on the customer's own display, if exactly these values were shown there. */
  readonly displayConsent?: (id: string, values: FieldValues) => ConsentView | null;
  /** State of the free disk space. */
  readonly diskState?: () => DiskState;
  /** Waiting times in milliseconds, except `retentionDays`; the settings schema describes each. */
  readonly timing: {
    readonly quietPeriodMs: number;
    readonly purgeGraceMs: number;
    readonly retentionDays: number;
    /** Pause between two queries about sent registrations. */
    readonly pollGapMs: number;
    /** How long the discard of a draft can be undone; 0 for not at all. */
    readonly undoDiscardMs: number;
  };
  readonly now: () => number;
  readonly log: Log;
}

export interface RegistrationContext extends RegistrationsDeps {
  readonly records: Records;
  readonly backgroundReading: ReturnType<typeof createBackgroundReading>;
  readonly codeReading: ReturnType<typeof createCodeReading>;
  readonly pictureEdits: ReturnType<typeof createPictureEdits>;
  readonly sender: ReturnType<typeof createSender>;
  readonly clerkActions: ReturnType<typeof createClerkActions>;
  readonly openRegistration: OpenRegistration;
  /** Maps a stored registration to its view; a failure is returned unchanged. */
  readonly toViewResult: (record: Result<StoredRegistration>) => Result<RegistrationView>;
  /** Changes a registration that may be edited; fails with REG-STATE for any other. */
  readonly edit: (
    id: string,
    change: (body: Body) => Ok<RegistrationChange> | Err,
  ) => Promise<Result<StoredRegistration>>;
  /** The signed-in clerk, or the one whose session the service has ended. */
  readonly currentClerk: () => MobileNumber | null;
  /** Notifies the listeners of the number of registrations in each state. */
  readonly publishCounts: () => Promise<void>;
}
