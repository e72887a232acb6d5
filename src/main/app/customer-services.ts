/** Constructs the customer's display, and gives out what its page may call and load. */
import { customerDisplayHandlers, customerPageHandlers } from '#main/ipc/handlers/customer.ts';
import type { CustomerHandlers } from '#main/ipc/answer.ts';
import {
  createCustomerDisplay,
  type CustomerDisplay,
  type CustomerDisplayDeps,
} from '#main/registrations/customer-display.ts';
import type { Settings } from '#main/settings/settings.ts';
import type { PagePictures } from './page-pictures.ts';

export interface CustomerServices {
  /** Calls of the customer's page. */
  readonly handlers: CustomerHandlers;
  /** Bytes of a picture that the customer is shown now. */
  readonly picture: PagePictures;
  /** The counter's page was closed or crashed: the customer's display is blanked. */
  readonly pageGone: () => void;
}

export interface CustomerServicesDeps extends Omit<CustomerDisplayDeps, 'look'> {
  readonly settings: Pick<Settings, 'get'>;
  readonly training: boolean;
  readonly pictures: PagePictures;
}

export const createCustomerServices = ({
  settings,
  training,
  pictures,
  ...deps
}: CustomerServicesDeps): {
  readonly services: CustomerServices;
  /** Calls of the counter's page. */
  readonly counterHandlers: ReturnType<typeof customerDisplayHandlers>;
  readonly consentTo: CustomerDisplay['consentTo'];
} => {
  const display = createCustomerDisplay({
    ...deps,
    look: () => {
      const { locale, textSize, contrast } = settings.get();
      return { locale, display: { textSize, contrast }, training };
    },
  });
  return {
    services: {
      handlers: customerPageHandlers(display),
      picture: async (address) => (display.shows(address) ? pictures(address) : null),
      pageGone: () => display.hide(),
    },
    counterHandlers: customerDisplayHandlers(display),
    consentTo: (id, values) => display.consentTo(id, values),
  };
};
