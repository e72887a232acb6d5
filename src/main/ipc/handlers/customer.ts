/** Handlers for the customer's display: calls of the counter's page and calls of the customer's page. */
import { ok } from '#shared/result.ts';
import type { CustomerHandlers, Handlers } from '#main/ipc/answer-call.ts';
import type { CustomerDisplay } from '#main/registrations/customer-display.ts';

/** Calls of the counter's page. */
export const customerDisplayHandlers = (display: CustomerDisplay) =>
  ({
    'customer.show': (input) => display.show(input),
    'customer.hide': async () => {
      display.hide();
      return ok(undefined);
    },
  }) satisfies Partial<Handlers>;

/** Calls of the customer's page. */
export const customerPageHandlers = (display: CustomerDisplay): CustomerHandlers => ({
  'customer.view': async () => ok(display.view()),
  'customer.agree': async (answer) => display.agree(answer),
  'customer.report': async (answer) => display.reportMistake(answer),
});
