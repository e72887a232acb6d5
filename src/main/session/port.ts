/** Interface of the clerk's session. The token is passed to the eKYC client only. */
import type { MobileNumber } from '#shared/domain/mobile.ts';
import type { SessionView } from '#shared/ipc/contract.ts';
import type { Result } from '#shared/result.ts';
import type { Token } from '#main/ekyc/port.ts';

export interface Clerk {
  readonly mobile: MobileNumber;
  readonly token: Token;
}

export interface Session {
  view(): SessionView;
  /** The clerk signed in now, or null. */
  clerk(): Clerk | null;
  /** The clerk whose session ended under way; still at the counter, must sign in again to send anything. */
  lastMobile(): MobileNumber | null;
  requestOtp(mobile: MobileNumber): Promise<Result<{ expiresInMs: number; resendInMs: number }>>;
  verifyOtp(mobile: MobileNumber, otp: string): Promise<Result<SessionView>>;
  signOut(): Promise<Result<{ serviceAnswered: boolean }>>;
  /** To be called with the token that was refused when any call answers SESSION-ENDED. */
  ended(token: Token): void;
  onChange(listen: (view: SessionView) => void): () => void;
}
