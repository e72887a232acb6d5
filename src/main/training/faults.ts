/** Manages the faults that a trainee can switch on, and applies them to the responses of the built-in service. */
import { setTimeout as sleep } from 'node:timers/promises';
import { lastingFaults, trainingFaults, type TrainingFault } from '#shared/domain/training.ts';
import { htmlReply, type Reply } from './reply.ts';
import type { TrainingCall } from './types.ts';

/**
 * Delay of a slow connection: long enough to be noticed on every screen, and shorter than every timeout of the client.
 */
const SLOW_DELAY_MS = 8_000;

export interface TrainingFaults {
  isOn(fault: TrainingFault): boolean;
  /** Faults that are on, in the order of the panel. */
  active(): readonly TrainingFault[];
  set(fault: TrainingFault, on: boolean): void;
  /** Reports that a fault took effect. A fault that is not in `lastingFaults` is then switched off. */
  reportEffect(fault: TrainingFault): void;
  /** Delays and replaces the reply to a call according to the faults that are on. */
  replyWithFaults(
    call: TrainingCall,
    handler: () => Promise<Reply>,
    replies: FaultReplies,
  ): Promise<Reply>;
}

export interface FaultReplies {
  readonly cardUnreadable: () => Reply;
}

export interface TrainingFaultsDeps {
  /** Called after a fault was switched on or off. */
  readonly onChange: () => void;
  /** Resolves after the time, or immediately when the signal aborts. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const waitFor = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

export const createTrainingFaults = ({
  onChange,
  wait = waitFor,
}: TrainingFaultsDeps): TrainingFaults => {
  const activeFaults = new Set<TrainingFault>();
  let slowConnection = new AbortController();
  /**
   * True after a lost response. The next status query is then delayed, so that the trainee sees the state of an unknown outcome.
   */
  let isOutcomeUnknown = false;

  const set = (fault: TrainingFault, isOn: boolean): void => {
    if (activeFaults.has(fault) === isOn) return;
    if (isOn) activeFaults.add(fault);
    else activeFaults.delete(fault);
    // Responses that are being delayed are sent immediately.
    if (fault === 'slow-connection' && !isOn) {
      slowConnection.abort();
      slowConnection = new AbortController();
    }
    onChange();
  };
  const reportEffect = (fault: TrainingFault): void => {
    if (!lastingFaults.includes(fault)) set(fault, false);
  };
  /** Lets a fault take effect if it is on. @returns whether it was on. */
  const trigger = (fault: TrainingFault): boolean => {
    const wasOn = activeFaults.has(fault);
    reportEffect(fault);
    return wasOn;
  };

  return {
    isOn: (fault) => activeFaults.has(fault),
    active: () => trainingFaults.filter((fault) => activeFaults.has(fault)),
    set,
    reportEffect,
    replyWithFaults: async (call, handler, { cardUnreadable }) => {
      const { signal } = slowConnection;
      const isOutcomeQuery = isOutcomeUnknown && call === 'verificationStatus';
      if (isOutcomeQuery) isOutcomeUnknown = false;
      const isSlow = activeFaults.has('slow-connection') && call !== 'photo';
      if (isOutcomeQuery || isSlow) await wait(isSlow ? SLOW_DELAY_MS : SLOW_DELAY_MS / 2, signal);
      const reply = await handler();
      if (reply.status === 401 && call !== 'verifyOtp') reportEffect('signed-out');
      if (reply.status !== 200) return reply;
      if (call === 'readCard' && trigger('unread-card')) return cardUnreadable();
      // The registration was saved, but the response is an error.
      if (call === 'submit' && trigger('lost-answer')) {
        isOutcomeUnknown = true;
        return htmlReply(500);
      }
      return reply;
    },
  };
};
