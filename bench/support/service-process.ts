/** The simulated service in a process of its own, so that the memory of the owner is that of the app's main process alone. */
import { createTestService, type FaultName } from '#tests/support/service/service.ts';

/** Requests of the owner; each is answered with one message. */
export type ServiceRequest =
  | { readonly what: 'otp'; readonly mobile: string }
  | { readonly what: 'fault'; readonly fault: FaultName };

const service = await createTestService();
process.on('message', (request: ServiceRequest) => {
  if (request.what === 'otp') {
    process.send?.({ otp: service.otpFor(request.mobile) ?? '' });
    return;
  }
  service.faults.next('submit', request.fault);
  process.send?.({});
});
process.send?.({ url: service.url });
