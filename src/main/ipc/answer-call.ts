/**
 * Answers every call of the two pages: checks sender, rate, access and input schema, runs the handler, then checks access
 * again and the schema of the result. Never throws and logs no input.
 */
import * as v from 'valibot';
import { calls, type ParsedInput, type CallOutput } from '#shared/ipc/contract.ts';
import { customerCalls } from '#shared/ipc/customer-contract.ts';
import type { CustomerCallName } from '#shared/ipc/customer-names.ts';
import type { CallDeclaration } from '#shared/ipc/declaration.ts';
import type { CallName } from '#shared/ipc/names.ts';
import { err, type Result } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import type { Access } from './access.ts';
import type { RateLimit } from './rate-limit.ts';
import { isFromPage, type SenderFrame } from './sender-frame.ts';

export type Handlers = {
  readonly [N in CallName]: (input: ParsedInput<N>) => Promise<Result<CallOutput<N>>>;
};

export type CustomerHandlers = {
  readonly [N in CustomerCallName]: (
    input: v.InferOutput<(typeof customerCalls)[N]['input']>,
  ) => Promise<Result<v.InferOutput<(typeof customerCalls)[N]['output']>>>;
};

interface GuardOptions {
  /** Origin of the page that may call: `app://kiosk`, `app://customer`. */
  readonly pageOrigin: string;
  readonly log: Log;
  readonly rateLimit: RateLimit;
  readonly access: Access | Promise<Access>;
}
export interface AnswerOptions extends GuardOptions {
  readonly handlers: Handlers;
}
export interface CustomerAnswerOptions extends GuardOptions {
  readonly handlers: CustomerHandlers;
}

interface GuardedCall extends CallDeclaration {
  readonly name: CallName | CustomerCallName;
  readonly handle: (value: never) => Promise<Result<unknown>>;
}

/** Answers one call of the counter's page. Never rejects. */
export const answerCall = (
  name: CallName,
  input: unknown,
  frame: SenderFrame | null,
  options: AnswerOptions,
): Promise<Result<unknown>> =>
  guardCall({ ...calls[name], name, handle: options.handlers[name] }, input, frame, options);

/** Answers one call of the customer's page. Never rejects. */
export const answerCustomerCall = (
  name: CustomerCallName,
  input: unknown,
  frame: SenderFrame | null,
  options: CustomerAnswerOptions,
): Promise<Result<unknown>> =>
  guardCall(
    { ...customerCalls[name], name, handle: options.handlers[name] },
    input,
    frame,
    options,
  );

const guardCall = async (
  call: GuardedCall,
  input: unknown,
  frame: SenderFrame | null,
  options: GuardOptions,
): Promise<Result<unknown>> => {
  const { name } = call;
  if (!isFromPage(frame, options.pageOrigin)) {
    options.log.warn('ipc.sender-refused', { call: name });
    return err('IPC-SENDER');
  }
  const release = options.rateLimit.enter(name, call.rate);
  if (!release) {
    options.log.warn('ipc.rate-limited', { call: name });
    return err('IPC-RATE');
  }
  try {
    const { needs } = call;
    const access = needs === 'nothing' ? null : await options.access;
    const refused = access?.check(needs);
    if (refused) return refused;
    const parsed = v.safeParse(call.input, input, { abortEarly: true });
    if (!parsed.success) {
      options.log.warn('ipc.input-invalid', { call: name });
      return err('IPC-INPUT');
    }
    const handler = call.handle as (value: unknown) => Promise<Result<unknown>>;
    const closeCount = access?.closeCount();
    const result = await handler(parsed.output);
    // The counter was closed during the call. The result may belong to another clerk, even if the counter is open again.
    if (needs === 'unlocked' && access && access.closeCount() !== closeCount)
      return access.check(needs) ?? err('LOCKED');
    if (!result.ok) return result;
    // Results are validated in production too, so that nothing outside the contract reaches the page.
    const validated = v.safeParse(call.output, result.data);
    if (validated.success) return { ok: true, data: validated.output };
    options.log.error('ipc.output-invalid', { call: name });
    return err('IPC-INTERNAL');
  } catch (error) {
    options.log.error('ipc.handler-unexpected-error', { call: name, thrown: error });
    return err('IPC-INTERNAL');
  } finally {
    release();
  }
};
