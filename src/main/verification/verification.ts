/**
 * Verification status and log for the screens: queries the service, fetches the photos and serves them under opaque
 * addresses.
 */
import type { MobileNumber } from '#shared/domain/mobile.ts';
import type {
  LogFilter,
  LogPage,
  PhotoComparison,
  VerificationView,
} from '#shared/domain/verification.ts';
import { ok, type Result } from '#shared/result.ts';
import type { EkycClient, StatusAnswer, Token } from '#main/ekyc/port.ts';
import type { Imaging } from '#main/imaging/port.ts';
import type { PictureShelf } from '#main/window/picture-shelf.ts';
import { asSignedInClerk } from '#main/session/as-clerk.ts';
import type { Session } from '#main/session/port.ts';
import { createLogPages } from './log-pages.ts';

export interface VerificationDeps {
  readonly client: EkycClient;
  readonly session: Session;
  readonly imaging: Imaging;
  readonly shelf: PictureShelf;
  readonly now: () => number;
}

export interface Verification {
  status(mobile: MobileNumber): Promise<Result<VerificationView>>;
  /** @param page counts from 1; the first one reads the log anew. */
  log(filter: LogFilter, page: number): Promise<Result<LogPage>>;
}

export const createVerification = ({
  client,
  session,
  imaging,
  shelf,
  now,
}: VerificationDeps): Verification => {
  const logPages = createLogPages(client);
  session.onChange(() => logPages.forget());

  const signedIn = <T>(ask: (token: Token) => Promise<Result<T>>): Promise<Result<T>> =>
    asSignedInClerk(session, ask);

  /** A photo that cannot be fetched does not hide the verdict: the screen shows it as not available. */
  const photo = async (
    token: Token,
    named: StatusAnswer['cardPhoto'],
  ): Promise<PhotoComparison> => {
    if (!named.url) return { url: null, matchesEc: named.matchesEc };
    const fetched = await client.fetchPhoto(token, named.url);
    const clean = fetched.ok
      ? await imaging.clean({ kind: 'photo', bytes: fetched.data })
      : fetched;
    return { url: clean.ok ? shelf.put(clean.data.jpeg) : null, matchesEc: named.matchesEc };
  };

  return {
    status: (mobile) =>
      signedIn(async (token) => {
        const answer = await client.verificationStatus(token, mobile);
        if (!answer.ok) return answer;
        // The photos of the previous customer are released when the next one is requested.
        shelf.clear();
        const [cardPhoto, counterPhoto] = await Promise.all([
          photo(token, answer.data.cardPhoto),
          photo(token, answer.data.counterPhoto),
        ]);
        return ok({ ...answer.data, mobile, cardPhoto, counterPhoto, askedAt: now() });
      }),
    log: (filter, page) => signedIn((token) => logPages.read(token, filter, page)),
  };
};
