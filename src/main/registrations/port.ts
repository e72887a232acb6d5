/** Registrations as the handlers see them. The row in the store is the truth; every method leaves it durable. */
import type { FieldName } from '#shared/domain/fields.ts';
import type {
  Counts,
  OverrideReason,
  PictureOrigin,
  PicturePart,
  RegistrationRow,
  RegistrationView,
  Step,
} from '#shared/domain/registration.ts';
import type { Result } from '#shared/result.ts';

export interface PutPicture {
  readonly part: PicturePart;
  readonly bytes: Uint8Array;
  readonly origin: PictureOrigin;
  readonly dpi: number | null;
}

export interface Registrations {
  start(): Promise<Result<RegistrationView>>;
  current(): Promise<Result<RegistrationView | null>>;
  open(id: string): Promise<Result<RegistrationView>>;
  putAside(id: string): Promise<Result<undefined>>;
  discard(id: string, reason: string): Promise<Result<undefined>>;
  setStep(id: string, step: Step): Promise<Result<RegistrationView>>;
  saveFields(
    id: string,
    values: Readonly<Partial<Record<FieldName, string>>>,
    sameAddress: boolean | undefined,
  ): Promise<Result<{ savedAt: number }>>;
  putPicture(id: string, picture: PutPicture): Promise<Result<RegistrationView>>;
  removePicture(id: string, part: PicturePart): Promise<Result<RegistrationView>>;
  overridePicture(id: string, part: PicturePart, reason: OverrideReason): Promise<Result<RegistrationView>>;
  readCard(id: string): Promise<Result<RegistrationView>>;
  submit(id: string, consent: { textVersion: string; locale: 'en' | 'bn' }): Promise<Result<RegistrationView>>;
  close(id: string): Promise<Result<undefined>>;
  list(filter: 'attention' | 'all'): Promise<Result<RegistrationRow[]>>;
  counts(): Promise<Result<Counts>>;
  retry(id: string): Promise<Result<RegistrationView>>;
  checkNow(id: string): Promise<Result<RegistrationView>>;
  /** Bytes behind an opaque picture address, or null when it is no longer valid. */
  pictureBytes(address: string): Promise<Uint8Array | null>;
  onChange(listen: (view: RegistrationView) => void): () => void;
  onCounts(listen: (counts: Counts) => void): () => void;
  /** To be called when the service answers again after it did not: what waits for the line goes out at once. */
  serviceAnswers(): void;
  stop(): Promise<void>;
}
