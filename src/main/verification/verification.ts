/**
 * Verification status and log for the screens: queries the service, fetches the photos and serves them under opaque
 * addresses.
 */
import { isMobile, parseMobile } from '#shared/domain/mobile.ts';
import type {
  LogFilter,
  LogPage,
  PhotoComparison,
  VerificationView,
} from '#shared/domain/verification.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { EkycClient, StatusAnswer, Token } from '#main/ekyc/port.ts';
import type { Imaging } from '#main/imaging/port.ts';
import type { PictureShelf } from '#main/window/picture-shelf.ts';
import { asClerk } from '#main/session/as-clerk.ts';
import type { Session } from '#main/session/port.ts';
import { createLogReader } from './log-reader.ts';

export interface VerificationDeps {
  readonly client: EkycClient;
  readonly session: Session;
  readonly imaging: Imaging;
  readonly shelf: PictureShelf;
  readonly now: () => number;
}

export interface Verification {
  status(mobile: string): Promise<Result<VerificationView>>;
  /** @param part counts from 1; the first one reads the log anew. */
  log(filter: LogFilter, part: number): Promise<Result<LogPage>>;
}

export const createVerification = ({
  client,
  session,
  imaging,
  shelf,
  now,
}: VerificationDeps): Verification => {
  const reader = createLogReader(client);
  session.onChange(() => reader.forget());

  const signedIn = <T>(ask: (token: Token) => Promise<Result<T>>): Promise<Result<T>> =>
    asClerk(session, session.clerk(), ask);

  /** A photo that cannot be had is no reason to hide the verdict: the screen says it is not available. */
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
    status: (typed) =>
      signedIn(async (token) => {
        const mobile = parseMobile(typed);
        if (!isMobile(mobile)) return err('IPC-INPUT');
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
    log: (filter, part) => signedIn((token) => reader.read(token, filter, part)),
  };
};
