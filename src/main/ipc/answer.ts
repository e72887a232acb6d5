/**
 * Guards every call of the page: sender, rate, access as declared by the contract and input schema; then the handler; then
 * access again, and the schema of the result. Never throws and logs no input, whatever the input is.
 */
import * as v from 'valibot';
import { calls, type ParsedInput, type CallOutput } from '#shared/ipc/contract.ts';
import type { CallName } from '#shared/ipc/names.ts';
import { err, type Result } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import type { Access } from './access.ts';
import type { RateLimit } from './rate-limit.ts';
import { isOurPage, type SenderFrame } from './sender.ts';

export type Handlers = {
  readonly [N in CallName]: (input: ParsedInput<N>) => Promise<Result<CallOutput<N>>>;
};

export interface AnswerOptions {
  readonly handlers: Handlers;
  /** Origin of the app's page: `app://kiosk`. */
  readonly pageOrigin: string;
  readonly log: Log;
  readonly limit: RateLimit;
  readonly access: Access | Promise<Access>;
}

/** Answers one call. Never rejects. */
export const answer = async (
  name: CallName,
  input: unknown,
  frame: SenderFrame | null,
  options: AnswerOptions,
): Promise<Result<unknown>> => {
  if (!isOurPage(frame, options.pageOrigin)) {
    options.log.warn('ipc.sender-refused', { call: name });
    return err('IPC-SENDER');
  }
  const release = options.limit.enter(name, calls[name].rate);
  if (!release) {
    options.log.warn('ipc.rate-limited', { call: name });
    return err('IPC-RATE');
  }
  try {
    const { needs } = calls[name];
    const access = needs === 'nothing' ? null : await options.access;
    const refused = access?.check(needs);
    if (refused) return refused;
    const parsed = v.safeParse(calls[name].input, input, { abortEarly: true });
    if (!parsed.success) {
      options.log.warn('ipc.input-invalid', { call: name });
      return err('IPC-INPUT');
    }
    const handler = options.handlers[name] as (value: unknown) => Promise<Result<unknown>>;
    const closings = access?.closings();
    const result = await handler(parsed.output);
    // The counter was closed in between, even if it is open again: the result may belong to another clerk.
    if (needs === 'unlocked' && access && access.closings() !== closings)
      return access.check(needs) ?? err('LOCKED');
    if (!result.ok) return result;
    // Results are validated in production too, so that nothing outside the contract reaches the page.
    const checked = v.safeParse(calls[name].output, result.data);
    if (checked.success) return { ok: true, data: checked.output };
    options.log.error('ipc.output-invalid', { call: name });
    return err('IPC-INTERNAL');
  } catch (error) {
    options.log.error('ipc.handler-unexpected-error', { call: name, thrown: error });
    return err('IPC-INTERNAL');
  } finally {
    release();
  }
};
