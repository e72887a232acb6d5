/** Starts the simulated service as a child process and controls it with messages. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { FaultName } from '#tests/support/service/service.ts';
import type { ServiceRequest } from './service-process.ts';

export interface ServiceProcess {
  readonly url: string;
  /** The OTP that was last sent to this mobile number. */
  readonly otpFor: (mobile: string) => Promise<string>;
  /** Makes the service answer the next submission with this fault. */
  readonly failNextSubmit: (fault: FaultName) => Promise<void>;
  readonly stop: () => void;
}

export const startService = async (): Promise<ServiceProcess> => {
  const child = fork(path.join(import.meta.dirname, 'service-process.ts'));
  const nextMessage = async <Answer>(): Promise<Answer> =>
    ((await once(child, 'message')) as [Answer])[0];
  const sendRequest = <Answer>(request: ServiceRequest): Promise<Answer> => {
    const response = nextMessage<Answer>();
    child.send(request);
    return response;
  };
  const { url } = await nextMessage<{ url: string }>();
  return {
    url,
    otpFor: async (mobile) => (await sendRequest<{ otp: string }>({ kind: 'otp', mobile })).otp,
    failNextSubmit: async (fault) => void (await sendRequest({ kind: 'fault', fault })),
    stop: () => void child.kill(),
  };
};
