/**
 * The IPC contract of the page on the customer's display, separate from the counter's contract: this page receives the
 * view and reports the customer's consent or an error. It has no other call and no other event.
 */
import type * as v from 'valibot';
import type { Result } from '#shared/result.ts';
import { call, type CallDeclaration } from './declaration.ts';
import type { CustomerCallName } from './customer-names.ts';
import * as customer from './schemas/customer.ts';
import { nothing } from './schemas/primitives.ts';

export const customerCalls = {
  /** The current view. It contains no customer data while no clerk is signed in or the counter is locked. */
  'customer.view': call(nothing, customer.customerView, { needs: 'nothing' }),
  /**
   * Records the customer's consent. Fails with REG-STATE when the view has changed since `number`, and with REG-NO-CONSENT when the
   * hash is not that of the consent text.
   */
  'customer.agree': call(customer.agreeInput, nothing),
  /** Reports that the customer found an error. Fails with REG-STATE when the view has changed since `number`. */
  'customer.report': call(customer.reportInput, nothing),
} as const satisfies Record<CustomerCallName, CallDeclaration>;

export type CustomerView = v.InferOutput<typeof customer.customerView>;
export type ShowInput = v.InferOutput<typeof customer.showInput>;
export type CustomerAnswer = v.InferOutput<typeof customer.customerAnswer>;

/** The customer page's `window.customer`. */
export interface CustomerBridge {
  readonly view: () => Promise<Result<CustomerView>>;
  readonly agree: (input: v.InferInput<typeof customer.agreeInput>) => Promise<Result<undefined>>;
  readonly report: (input: v.InferInput<typeof customer.reportInput>) => Promise<Result<undefined>>;
  readonly onView: (listen: (view: CustomerView) => void) => void;
}
