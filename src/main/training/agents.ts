/** Agents, their one-time passwords and their tokens: one token per agent, and a sign-out ends it everywhere. */
import { randomBytes, randomInt } from 'node:crypto';

const OTP_LIFE_MS = 180_000;

export interface Agents {
  sendOtp(mobile: string): string;
  otpFor(mobile: string): string | null;
  /** The new token, or null when the OTP is wrong, used or too old. */
  login(mobile: string, otp: string): string | null;
  /** Mobile number of the token's agent, or null. */
  agentOf(token: string): string | null;
  logout(mobile: string): void;
}

/** Rules of a version of the service for OTPs and tokens. */
export interface AgentRules {
  /** Digits of an OTP: fewest and most. */
  readonly otpDigits: readonly [number, number];
  /** Whether a second sign-in gets the token of the first instead of ending it. */
  readonly sharesToken: boolean;
}

export const createAgents = (
  { otpDigits: [fewest, most], sharesToken }: AgentRules,
  now: () => number,
): Agents => {
  const otps = new Map<string, { otp: string; until: number }>();
  const tokens = new Map<string, string>();
  const live = (mobile: string): string | null => {
    const sent = otps.get(mobile);
    return sent && now() < sent.until ? sent.otp : null;
  };
  return {
    sendOtp: (mobile) => {
      const digits = randomInt(fewest, most + 1);
      const otp = String(randomInt(0, 10 ** digits)).padStart(digits, '0');
      otps.set(mobile, { otp, until: now() + OTP_LIFE_MS });
      return otp;
    },
    otpFor: live,
    login: (mobile, otp) => {
      if (otp === '' || live(mobile) !== otp) return null;
      otps.delete(mobile);
      const token = (sharesToken && tokens.get(mobile)) || randomBytes(22).toString('hex');
      tokens.set(mobile, token);
      return token;
    },
    agentOf: (token) => [...tokens].find(([, held]) => held === token)?.[0] ?? null,
    logout: (mobile) => void tokens.delete(mobile),
  };
};
