/** Constructs the service of the customer's display, its handlers and the access to its pictures. */
import { customerDisplayHandlers, customerPageHandlers } from '#main/ipc/handlers/customer.ts';
import type { CustomerHandlers } from '#main/ipc/answer-call.ts';
import {
  createCustomerDisplay,
  type CustomerDisplay,
  type CustomerDisplayDeps,
} from '#main/registrations/customer-display.ts';
import type { Settings } from '#main/settings/settings.ts';
import type { ReadPicture } from './picture-reader.ts';

export interface CustomerServices {
  /** Calls of the customer's page. */
  readonly handlers: CustomerHandlers;
  /** Bytes of a picture that the customer's display shows now; null for any other address. */
  readonly readPicture: ReadPicture;
  /** To be called when the counter's page is closed or loaded again: blanks the customer's display. */
  readonly blankDisplay: () => void;
}

export interface CustomerServicesDeps extends Omit<CustomerDisplayDeps, 'appearance'> {
  readonly settings: Pick<Settings, 'get'>;
  readonly training: boolean;
  readonly readPicture: ReadPicture;
}

export const createCustomerServices = ({
  settings,
  training,
  readPicture,
  ...deps
}: CustomerServicesDeps): {
  readonly services: CustomerServices;
  /** Calls of the counter's page. */
  readonly counterHandlers: ReturnType<typeof customerDisplayHandlers>;
  readonly consentTo: CustomerDisplay['consentTo'];
} => {
  const display = createCustomerDisplay({
    ...deps,
    appearance: () => {
      const { locale, textSize, contrast } = settings.get();
      return { locale, display: { textSize, contrast }, training };
    },
  });
  return {
    services: {
      handlers: customerPageHandlers(display),
      readPicture: async (address) => (display.isShown(address) ? readPicture(address) : null),
      blankDisplay: () => display.hide(),
    },
    counterHandlers: customerDisplayHandlers(display),
    consentTo: (id, values) => display.consentTo(id, values),
  };
};
