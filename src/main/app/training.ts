/** Training mode: the same app against the built-in service on loopback, with invented customers and a simulated scanner. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createSimulatedDriver } from '#main/scanner/simulated/driver.ts';
import type { ScannerDriver } from '#main/scanner/port.ts';
import type { Paths } from './paths.ts';

const EC_TAKES_MS = 15_000;

export interface Training {
  readonly url: string;
  readonly scanner: ScannerDriver;
  /** The OTP sent last, which the training ribbon shows in place of an SMS; empty before the first. */
  lastOtp(): string;
  stop(): Promise<void>;
}

/** @param onOtp called with every OTP that the built-in service sends. */
export const startTraining = async (
  paths: Paths,
  onOtp: (otp: string) => void,
): Promise<Training> => {
  // Loaded on demand, because only training mode needs this service.
  const [{ createTrainingService }, { loadSampleCards }] = await Promise.all([
    import('#main/training/service.ts'),
    import('#main/training/samples.ts'),
  ]);
  const samples = path.join(paths.resources, 'samples');
  let otp = '';
  // The simulated scanner shows the smart card, so its reading is the one that fits.
  const [card = null] = await loadSampleCards(samples, 'smart');
  const service = await createTrainingService({
    readCard: () => card,
    // The verdict is delayed as in the live service, but arrives during the exercise.
    verdictFor: ({ entry }) => (Date.now() - entry.at < EC_TAKES_MS ? 'pending' : 'passed'),
    onOtp: (_mobile, sent) => {
      otp = sent;
      onOtp(sent);
    },
  });
  const sample = (name: string) => () => readFile(path.join(samples, name));
  return {
    url: service.url,
    scanner: createSimulatedDriver({
      front: sample('smart-front.jpg'),
      back: sample('smart-back.jpg'),
    }),
    lastOtp: () => otp,
    stop: () => service.close(),
  };
};
