/** Interface of the clerk's session. The token is passed to the eKYC client only. */
import type { SessionView } from '#shared/ipc/contract.ts';
import type { Result } from '#shared/result.ts';
import type { Token } from '#main/ekyc/port.ts';

export interface Clerk {
  /** 11 digits. */
  readonly mobile: string;
  readonly token: Token;
}

export interface Session {
  view(): SessionView;
  /** The clerk signed in now, or null. */
  clerk(): Clerk | null;
  /** The clerk whose session ended under way; still at the counter, must sign in again to send anything. */
  lastMobile(): string | null;
  requestOtp(mobile: string): Promise<Result<{ expiresInMs: number; resendInMs: number }>>;
  verifyOtp(mobile: string, otp: string): Promise<Result<SessionView>>;
  signOut(): Promise<Result<{ serviceAnswered: boolean }>>;
  /** To be called with the token that was refused when any call answers SESSION-ENDED. */
  ended(token: Token): void;
  onChange(listen: (view: SessionView) => void): () => void;
  stop(): void;
}
