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
  /** The signed-in clerk, or null. */
  clerk(): Clerk | null;
  /** Mobile number of the current clerk, also after the service ended the session; null after a sign-out. */
  lastMobile(): string | null;
  requestOtp(mobile: string): Promise<Result<{ expiresInMs: number; resendInMs: number }>>;
  verifyOtp(mobile: string, otp: string): Promise<Result<SessionView>>;
  signOut(): Promise<Result<{ serviceAnswered: boolean }>>;
  /** Reports that a call with this token failed with SESSION-ENDED. */
  ended(token: Token): void;
  onChange(listen: (view: SessionView) => void): () => void;
  stop(): void;
}
