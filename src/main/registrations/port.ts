/**
 * Interface of the registration service. A change is stored when its promise resolves, except the discard of a draft, which is stored
 * when the time to undo it is over.
 */
import type { FieldName } from '#shared/domain/fields.ts';
import type { CardCorners } from '#shared/domain/card-corners.ts';
import type {
  CardSide,
  RegistrationCounts,
  Decision,
  Duplicate,
  OverrideReason,
  PhotoProblem,
  PictureOrigin,
  PicturePart,
  RegistrationRow,
  RegistrationView,
  Step,
} from '#shared/domain/registration.ts';
import type { ParsedInput } from '#shared/ipc/contract.ts';
import type { Result } from '#shared/result.ts';

/** A picture to add to a registration. */
export interface NewPicture {
  readonly part: PicturePart;
  readonly bytes: Uint8Array;
  readonly origin: PictureOrigin;
  readonly dpi: number | null;
  /** Problems found in a photo that was taken despite them; absent when it was not checked. */
  readonly photoProblems?: readonly PhotoProblem[];
}

/** Creates, opens, closes and discards registrations. */
export interface LifecycleCommands {
  /** Creates a draft and opens it, or returns the open registration if it can be edited. Failures: SESSION-NEEDED, STORE-FULL. */
  start(): Promise<Result<RegistrationView>>;
  /** The open registration. */
  current(): Promise<Result<RegistrationView | null>>;
  open(id: string): Promise<Result<RegistrationView>>;
  /** Closes a registration when the clerk puts it aside; a draft remains a draft. Does the same as `close`. */
  putAside(id: string): Promise<Result<undefined>>;
  /** Leaves the screen of a registration, for example after it was submitted. */
  close(id: string): Promise<Result<undefined>>;
  /**
   * @param leadPin required for a submitted registration; failures then: LEAD-PIN-NONE, LEAD-PIN-WRONG, LEAD-PIN-WAIT.
   * @returns milliseconds during which the discard can be undone; the draft is discarded after that time. 0: it was discarded at once.
   */
  discard(id: string, reason: string, leadPin?: string): Promise<Result<{ undoMs: number }>>;
  /** Cancels the discard of a draft. Fails with REG-STATE when the time to undo is over. */
  undoDiscard(id: string): Promise<Result<undefined>>;
}

/** Changes the open registration: its step, values, pictures and readings. */
export interface FormCommands {
  setStep(id: string, step: Step): Promise<Result<RegistrationView>>;
  /** @param chosen fields whose value the clerk chose although a code of the card has another one. */
  saveFields(
    id: string,
    values: Readonly<Partial<Record<FieldName, string>>>,
    sameAddress: boolean | undefined,
    chosen?: readonly FieldName[],
  ): Promise<Result<{ savedAt: number }>>;
  putPicture(id: string, picture: NewPicture): Promise<Result<RegistrationView>>;
  removePicture(id: string, part: PicturePart): Promise<Result<RegistrationView>>;
  /** Records the clerk's reason for keeping a picture with failed checks. */
  overridePicture(
    id: string,
    part: PicturePart,
    reason: OverrideReason,
  ): Promise<Result<RegistrationView>>;
  /** Crops the card at the corners marked by the clerk. Fails with REG-NO-CARD when the uncropped picture is no longer kept. */
  cropCard(id: string, side: CardSide, corners: CardCorners): Promise<Result<RegistrationView>>;
  /** Stores a card code scanned by a barcode reader at the counter. Fails with CODE-UNKNOWN when it is no code of a card. */
  addScannedCode(id: string, text: string): Promise<Result<RegistrationView>>;
  /** Starts step 1 in the background. Failures: REG-NO-CARD, REG-STATE, SESSION-NEEDED. */
  readCard(id: string): Promise<Result<RegistrationView>>;
}

/** Submits the open registration. */
export interface SubmitCommand {
  /**
   * Failures: REG-STATE; those of `checkSubmission`; KEY-UNAVAILABLE when the registration can be neither stored nor sent.
   */
  submit(
    id: string,
    consent: ParsedInput<'registration.submit'>['consent'],
  ): Promise<Result<RegistrationView>>;
}

/** Lists registrations, and controls their sending and their outcome. */
export interface OutboxCommands {
  list(filter: 'attention-or-draft' | 'all'): Promise<Result<RegistrationRow[]>>;
  counts(): Promise<Result<RegistrationCounts>>;
  /** Sends a waiting registration at once. Failures: REG-STATE; SESSION-NEEDED unless its own clerk is signed in. */
  retry(id: string): Promise<Result<RegistrationView>>;
  /**
   * Makes the waiting registrations of the signed-in clerk due now, and sends them. Fails with SESSION-NEEDED.
   * @returns their number.
   */
  retryAll(): Promise<Result<{ due: number }>>;
  /** Queries the service for the outcome or verdict at once. */
  checkNow(id: string): Promise<Result<RegistrationView>>;
  /** A held registration is not sent until it is released. Fails with REG-STATE when it is being sent or not waiting. */
  hold(id: string): Promise<Result<RegistrationView>>;
  release(id: string): Promise<Result<RegistrationView>>;
  /**
   * Assigns a registration to the signed-in clerk, with the branch lead's PIN. Failures: REG-STATE, SESSION-NEEDED, REG-TOO-SOON,
   * LEAD-PIN-….
   */
  takeOver(id: string, leadPin: string): Promise<Result<RegistrationView>>;
  /**
   * Records the clerk's decision about an undetermined outcome. Failures: REG-STATE; SESSION-NEEDED unless its own clerk is signed
   * in.
   */
  decide(id: string, decision: Decision, note: string): Promise<Result<RegistrationView>>;
  /** Duplicates at this counter in the last 90 days, and at the service if it answers now. */
  duplicates(id: string): Promise<Result<Duplicate[]>>;
}

/** Addresses under which the page displays pictures of the open registration. */
export interface PictureAccess {
  /** Bytes behind an opaque picture address, or null when it is no longer valid. */
  pictureBytes(address: string): Promise<Uint8Array | null>;
  /** Invalidates all addresses of pictures, when the session ends or the counter is locked. */
  revokePictureAddresses(): void;
}

/** Notifications to the page, and about changes that were made elsewhere. */
export interface RegistrationEvents {
  onChange(listen: (view: RegistrationView) => void): () => void;
  onCounts(listen: (counts: RegistrationCounts) => void): () => void;
  /** Sends the listeners the open registration, with new picture addresses. */
  publishOpen(): void;
  /** Notifies the listeners of registrations that a transfer or a restore wrote; the open one may have been transferred. */
  readonly notifyChanged: (ids: readonly string[]) => Promise<void>;
  /**
   * Notifies the listeners of registrations transferred from another counter, and queries the service about each: those of
   * customers that it already has go to review.
   */
  readonly notifyTransferredIn: (ids: readonly string[]) => Promise<void>;
}

export interface Registrations
  extends
    LifecycleCommands,
    FormCommands,
    SubmitCommand,
    OutboxCommands,
    PictureAccess,
    RegistrationEvents {
  /** When sending resumes, epoch milliseconds; 0 when it is not paused. */
  sendingPausedUntil(): number;
  /** Called when the service is reachable again; registrations that wait for the connection are sent at once. */
  onServiceReachable(): void;
  stop(): Promise<void>;
}
