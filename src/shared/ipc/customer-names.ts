/**
 * Names of the calls and the event of the page on the customer's display. Contains no schemas, because the page's
 * preload script bundles this file.
 */
export const customerCallNames = ['customer.view', 'customer.agree', 'customer.report'] as const;
export type CustomerCallName = (typeof customerCallNames)[number];

/** Event that contains each new view. */
export const CUSTOMER_EVENT = 'customer-view';

/** Prefix of this page's IPC channels, which are distinct from those of the counter's page. */
export const CUSTOMER_CHANNEL_PREFIX = 'customer:';
