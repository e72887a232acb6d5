/** Agents, their one-time passwords and their tokens: one token per agent, a new login ends the old one. */
import { randomBytes, randomInt } from 'node:crypto';

const OTP_LIFE_MS = 180_000;

export interface Agents {
  sendOtp(mobile: string): string;
  otpFor(mobile: string): string | null;
  /** The new token, or null when the OTP is wrong, used or too old. */
  login(mobile: string, otp: string): string | null;
  /** Whose token it is, or null. */
  agentOf(token: string): string | null;
  logout(mobile: string): void;
}

export const createAgents = (now: () => number): Agents => {
  const otps = new Map<string, { otp: string; until: number }>();
  const tokens = new Map<string, string>();
  const live = (mobile: string): string | null => {
    const sent = otps.get(mobile);
    return sent && now() < sent.until ? sent.otp : null;
  };
  return {
    sendOtp: (mobile) => {
      const digits = randomInt(4, 7);
      const otp = String(randomInt(0, 10 ** digits)).padStart(digits, '0');
      otps.set(mobile, { otp, until: now() + OTP_LIFE_MS });
      return otp;
    },
    otpFor: live,
    login: (mobile, otp) => {
      if (otp === '' || live(mobile) !== otp) return null;
      otps.delete(mobile);
      const token = randomBytes(22).toString('hex');
      tokens.set(mobile, token);
      return token;
    },
    agentOf: (token) => [...tokens].find(([, held]) => held === token)?.[0] ?? null,
    logout: (mobile) => void tokens.delete(mobile),
  };
};
