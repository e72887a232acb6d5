/** Faults that a trainee can switch on, and their effect on the responses of the built-in service. */
import { setTimeout as sleep } from 'node:timers/promises';
import { lastingFaults, trainingFaults, type TrainingFault } from '#shared/domain/training.ts';
import { html, type Reply } from './reply.ts';
import type { TrainingCall } from './types.ts';

/** Long enough to be noticed on every screen, and shorter than every timeout of the client. */
const SLOW_MS = 8_000;

export interface TrainingFaults {
  isOn(fault: TrainingFault): boolean;
  /** Faults that are on, in the order of the panel. */
  all(): readonly TrainingFault[];
  set(fault: TrainingFault, on: boolean): void;
  /** Reports that a fault took effect. A fault that takes effect once is then switched off. */
  tookEffect(fault: TrainingFault): void;
  /** Delays and replaces the reply to a call according to the faults that are on. */
  answer(call: TrainingCall, handler: () => Promise<Reply>, replies: FaultReplies): Promise<Reply>;
}

export interface FaultReplies {
  readonly cardUnreadable: () => Reply;
}

export interface TrainingFaultsDeps {
  readonly changed: () => void;
  /** Resolves after the time, or at once when the signal is aborted. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const waitFor = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

export const createTrainingFaults = ({
  changed,
  wait = waitFor,
}: TrainingFaultsDeps): TrainingFaults => {
  const on = new Set<TrainingFault>();
  let slowConnection = new AbortController();
  /** A response was lost. The next status query is delayed, so that the trainee sees the state of an unknown outcome. */
  let isOutcomeUnknown = false;

  const set = (fault: TrainingFault, isOn: boolean): void => {
    if (on.has(fault) === isOn) return;
    if (isOn) on.add(fault);
    else on.delete(fault);
    // Delayed responses are sent immediately.
    if (fault === 'slow-connection' && !isOn) {
      slowConnection.abort();
      slowConnection = new AbortController();
    }
    changed();
  };
  const tookEffect = (fault: TrainingFault): void => {
    if (!lastingFaults.includes(fault)) set(fault, false);
  };
  /** @returns whether the fault was on. */
  const trigger = (fault: TrainingFault): boolean => {
    const wasOn = on.has(fault);
    tookEffect(fault);
    return wasOn;
  };

  return {
    isOn: (fault) => on.has(fault),
    all: () => trainingFaults.filter((fault) => on.has(fault)),
    set,
    tookEffect,
    answer: async (call, handler, { cardUnreadable }) => {
      const { signal } = slowConnection;
      const settlesOutcome = isOutcomeUnknown && call === 'verificationStatus';
      if (settlesOutcome) isOutcomeUnknown = false;
      const isSlow = on.has('slow-connection') && call !== 'photo';
      if (settlesOutcome || isSlow) await wait(isSlow ? SLOW_MS : SLOW_MS / 2, signal);
      const reply = await handler();
      if (reply.status === 401 && call !== 'verifyOtp') tookEffect('signed-out');
      if (reply.status !== 200) return reply;
      if (call === 'readCard' && trigger('unread-card')) return cardUnreadable();
      // The registration was saved, but the response is an error.
      if (call === 'submit' && trigger('lost-answer')) {
        isOutcomeUnknown = true;
        return html(500);
      }
      return reply;
    },
  };
};
