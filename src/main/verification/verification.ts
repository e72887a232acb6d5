/** Queries verification status and log for the screens, fetches the photos and serves them under opaque addresses. */
import type { MobileNumber } from '#shared/domain/mobile.ts';
import type {
  LogEntry,
  LogFilter,
  ScreenLogPage,
  StoredPictures,
  PhotoComparison,
  VerificationView,
} from '#shared/domain/verification.ts';
import { ok, type Result } from '#shared/result.ts';
import type { EkycClient, StatusAnswer, Token } from '#main/ekyc/port.ts';
import type { StoredPictureBytes } from '#main/registrations/stored-pictures.ts';
import type { Imaging } from '#main/imaging/port.ts';
import type { MemoryPictures } from '#main/window/memory-pictures.ts';
import { callAsSignedInClerk } from '#main/session/as-clerk.ts';
import type { Session } from '#main/session/port.ts';
import { createLogPages, readCompleteLog } from './log-pages.ts';

export interface VerificationDeps {
  readonly client: EkycClient;
  readonly session: Session;
  readonly imaging: Imaging;
  readonly memoryPictures: MemoryPictures;
  /** The pictures of the customer that are stored on this counter. */
  readonly findStoredPictures: (
    mobile: MobileNumber,
    answer: StatusAnswer,
  ) => Promise<StoredPictureBytes | null>;
  readonly now: () => number;
}

export interface Verification {
  status(mobile: MobileNumber): Promise<Result<VerificationView>>;
  /** @param page from 1. Page 1 reads the log from the service again. */
  log(filter: LogFilter, page: number): Promise<Result<ScreenLogPage>>;
  /** The complete log, newest first. Fails when any of its pages fails. */
  completeLog(filter: LogFilter): Promise<Result<readonly LogEntry[]>>;
}

export const createVerification = ({
  client,
  session,
  imaging,
  memoryPictures,
  findStoredPictures: ownPictures,
  now,
}: VerificationDeps): Verification => {
  const logPages = createLogPages(client);
  session.onChange(() => logPages.clear());

  const callWithToken = <T>(request: (token: Token) => Promise<Result<T>>): Promise<Result<T>> =>
    callAsSignedInClerk(session, request);

  /** A photo that cannot be fetched is shown as not available, so that the verdict is shown anyway. */
  const fetchComparison = async (
    token: Token,
    reference: StatusAnswer['cardPhoto'],
  ): Promise<PhotoComparison> => {
    if (!reference.url) return { url: null, matchesEc: reference.matchesEc };
    const fetched = await client.fetchPhoto(token, reference.url);
    const cleaned = fetched.ok
      ? await imaging.clean({ kind: 'photo', bytes: fetched.data })
      : fetched;
    return {
      url: cleaned.ok ? memoryPictures.put(cleaned.data.jpeg) : null,
      matchesEc: reference.matchesEc,
    };
  };

  const putInMemory = ({ card, photo, ...rest }: StoredPictureBytes): StoredPictures => ({
    ...rest,
    card: card && memoryPictures.put(card),
    photo: photo && memoryPictures.put(photo),
  });

  return {
    status: (mobile) =>
      callWithToken(async (token) => {
        const answer = await client.verificationStatus(token, mobile);
        if (!answer.ok) return answer;
        // Releases the photos of the previous customer.
        memoryPictures.clear();
        const [cardPhoto, counterPhoto, storedBytes] = await Promise.all([
          fetchComparison(token, answer.data.cardPhoto),
          fetchComparison(token, answer.data.counterPhoto),
          ownPictures(mobile, answer.data),
        ]);
        const storedPictures = storedBytes && putInMemory(storedBytes);
        return ok({
          ...answer.data,
          mobile,
          cardPhoto,
          counterPhoto,
          storedPictures,
          askedAt: now(),
        });
      }),
    log: (filter, page) => callWithToken((token) => logPages.read(token, filter, page)),
    completeLog: (filter) => callWithToken((token) => readCompleteLog(client, token, filter)),
  };
};
