/** Interface of the clerk's session with the service. The token is passed to the eKYC client only. */
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
  /** The signed-in clerk, or null. */
  clerk(): Clerk | null;
  /** Mobile number of the last signed-in clerk. It is kept when the service ended the session; null after a sign-out. */
  lastMobile(): MobileNumber | null;
  requestOtp(mobile: MobileNumber): Promise<Result<{ expiresInMs: number; resendInMs: number }>>;
  /** Signs the clerk in. Failures: OTP-WRONG when it is not a valid OTP, and those of the service. */
  verifyOtp(mobile: MobileNumber, otp: string): Promise<Result<SessionView>>;
  /** Always signs out at this counter. `serviceAnswered`: whether the service has confirmed the sign-out. */
  signOut(): Promise<Result<{ serviceAnswered: boolean }>>;
  /** Reports that a call with this token failed with SESSION-ENDED. */
  reportEnded(token: Token): void;
  onChange(listen: (view: SessionView) => void): () => void;
  stop(): void;
}
