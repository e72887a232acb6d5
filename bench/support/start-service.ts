/** The owner's side of the simulated service in a process of its own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { FaultName } from '#tests/support/service/service.ts';
import type { ServiceRequest } from './service-process.ts';

export interface ServiceProcess {
  readonly url: string;
  /** The OTP that was sent to this number last. */
  readonly otpFor: (mobile: string) => Promise<string>;
  /** The next submission meets this fault. */
  readonly failNextSubmit: (fault: FaultName) => Promise<void>;
  readonly stop: () => void;
}

export const startService = async (): Promise<ServiceProcess> => {
  const child = fork(path.join(import.meta.dirname, 'service-process.ts'));
  const answer = async <Answer>(): Promise<Answer> =>
    ((await once(child, 'message')) as [Answer])[0];
  const ask = <Answer>(request: ServiceRequest): Promise<Answer> => {
    const answered = answer<Answer>();
    child.send(request);
    return answered;
  };
  const { url } = await answer<{ url: string }>();
  return {
    url,
    otpFor: async (mobile) => (await ask<{ otp: string }>({ what: 'otp', mobile })).otp,
    failNextSubmit: async (fault) => void (await ask({ what: 'fault', fault })),
    stop: () => void child.kill(),
  };
};
