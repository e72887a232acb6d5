/** Training mode: the same app against the built-in service on loopback, with invented customers and a simulated scanner. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createSimulatedDriver } from '../scanner/simulated-driver.ts';
import type { ScannerDriver } from '../scanner/port.ts';
import type { Paths } from './paths.ts';

export interface Training {
  readonly url: string;
  readonly scanner: ScannerDriver;
  /** The OTP sent last, which the training ribbon shows in place of an SMS; empty before the first. */
  lastOtp(): string;
  stop(): Promise<void>;
}

export const startTraining = async (paths: Paths): Promise<Training> => {
  // Loaded only here: a counter that works does not need a web server in memory.
  const { createTrainingService } = await import('../training/service.ts');
  let otp = '';
  const service = await createTrainingService({
    onOtp: (_mobile, sent) => {
      otp = sent;
    },
  });
  const sample = (name: string) => () => readFile(path.join(paths.resources, 'samples', name));
  return {
    url: service.url,
    scanner: createSimulatedDriver({ front: sample('smart-front.jpg'), back: sample('smart-back.jpg') }),
    lastOtp: () => otp,
    stop: () => service.close(),
  };
};
