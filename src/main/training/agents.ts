/** Issues OTPs and tokens to agents. An agent has one token, so that a sign-out is effective on every machine. */
import { randomBytes, randomInt } from 'node:crypto';

const OTP_VALIDITY_MS = 180_000;
const TOKEN_BYTES = 22;

export interface Agents {
  /** Creates an OTP, which replaces an earlier one. @returns the OTP. */
  sendOtp(mobile: string): string;
  /** The valid OTP of an agent, or null. */
  otpFor(mobile: string): string | null;
  /** @returns the token; null when the OTP is wrong, used or expired. */
  login(mobile: string, otp: string): string | null;
  /** @returns the mobile number of the token's agent, or null. */
  agentOf(token: string): string | null;
  logout(mobile: string): void;
  /** Ends the sessions of all agents, as the service may do. */
  endAllSessions(): void;
}

/** Rules for OTPs and tokens, which differ between versions of the service. */
export interface AgentRules {
  /** Minimum and maximum number of digits of an OTP. */
  readonly otpDigits: readonly [number, number];
  /** Whether a second sign-in returns the existing token instead of replacing it. */
  readonly sharesToken: boolean;
}

export const createAgents = (
  { otpDigits: [minDigits, maxDigits], sharesToken }: AgentRules,
  now: () => number,
): Agents => {
  const otps = new Map<string, { otp: string; expiresAt: number }>();
  const tokens = new Map<string, string>();
  const validOtp = (mobile: string): string | null => {
    const sent = otps.get(mobile);
    return sent && now() < sent.expiresAt ? sent.otp : null;
  };
  return {
    sendOtp: (mobile) => {
      const digits = randomInt(minDigits, maxDigits + 1);
      const otp = String(randomInt(0, 10 ** digits)).padStart(digits, '0');
      otps.set(mobile, { otp, expiresAt: now() + OTP_VALIDITY_MS });
      return otp;
    },
    otpFor: validOtp,
    login: (mobile, otp) => {
      if (otp === '' || validOtp(mobile) !== otp) return null;
      otps.delete(mobile);
      const token = (sharesToken && tokens.get(mobile)) || randomBytes(TOKEN_BYTES).toString('hex');
      tokens.set(mobile, token);
      return token;
    },
    agentOf: (token) => [...tokens].find(([, issued]) => issued === token)?.[0] ?? null,
    logout: (mobile) => void tokens.delete(mobile),
    endAllSessions: () => tokens.clear(),
  };
};
