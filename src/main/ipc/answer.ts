/**
 * What happens to a message of the page before and after its handler: is the sender our page, is it not asking too fast,
 * does the input fit its schema, is the counter open; then the handler; then the answer in its envelope. Nothing a page sends can make it
 * throw, and nothing a page sends is ever logged.
 */
import * as v from 'valibot';
import { calls, type CallInput, type CallOutput } from '#shared/ipc/contract.ts';
import type { CallName } from '#shared/ipc/names.ts';
import { err, type Result } from '#shared/result.ts';
import type { Log } from '../log/log.ts';
import type { RateLimit } from './rate-limit.ts';
import { isOurPage, type SenderFrame } from './sender.ts';

export type Handlers = { readonly [N in CallName]: (input: CallInput<N>) => Promise<Result<CallOutput<N>>> };

export interface AnswerOptions {
  readonly handlers: Handlers;
  /** The address of the app's page, without path: `app://kiosk`. */
  readonly pageOrigin: string;
  readonly log: Log;
  readonly limit: RateLimit;
  /** While the counter is locked nothing is told or done but what opens it. */
  readonly isLocked: () => boolean | Promise<boolean>;
}

const openWhileLocked: ReadonlySet<CallName> = new Set<CallName>([
  'app.state',
  'app.setLocale',
  'pin.unlock',
  'session.requestOtp',
  'session.verifyOtp',
  'session.signOut',
]);

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
  const release = options.limit.enter(name);
  if (!release) {
    options.log.warn('ipc.too-many', { call: name });
    return err('IPC-INPUT');
  }
  try {
    const parsed = v.safeParse(calls[name].input, input, { abortEarly: true });
    if (!parsed.success) {
      options.log.warn('ipc.input-refused', { call: name });
      return err('IPC-INPUT');
    }
    if (!openWhileLocked.has(name) && (await options.isLocked())) return err('LOCKED');
    const handler = options.handlers[name] as (value: unknown) => Promise<Result<unknown>>;
    const result = await handler(parsed.output);
    if (!result.ok) return result;
    // Nothing outside the contract reaches the page, in production either.
    const checked = v.safeParse(calls[name].output, result.data);
    if (checked.success) return { ok: true, data: checked.output };
    options.log.error('ipc.output-outside-contract', { call: name });
    return err('IPC-INTERNAL');
  } catch (error) {
    options.log.error('ipc.handler-threw', { call: name, error: error instanceof Error ? error.name : 'unknown' });
    return err('IPC-INTERNAL');
  } finally {
    release();
  }
};
