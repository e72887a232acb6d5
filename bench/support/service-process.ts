/** Runs the simulated service in its own process, so that its memory does not count as memory of the app's main process. */
import { createTestService, type FaultName } from '#tests/support/service/service.ts';

/** Messages of the parent process; each is answered with one message. */
export type ServiceRequest =
  | { readonly kind: 'otp'; readonly mobile: string }
  | { readonly kind: 'fault'; readonly fault: FaultName };

const service = await createTestService();
process.on('message', (request: ServiceRequest) => {
  if (request.kind === 'otp') {
    process.send?.({ otp: service.otpFor(request.mobile) ?? '' });
    return;
  }
  service.faults.failNext('submit', request.fault);
  process.send?.({});
});
process.send?.({ url: service.url });
