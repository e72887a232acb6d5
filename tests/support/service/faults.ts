/** Faults of the simulated service, with which tests prove that no registration is lost or sent twice. */
import type { TrainingCall } from '#main/training/types.ts';

/** `accepts`: the service processes the request first, so that only the answer is faulty. */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly retryAfter?: string | number;
      readonly accepts?: boolean;
    }
  /** The status is answered while the client is still sending; the rest of the request is discarded. */
  | { readonly kind: 'early-status'; readonly status: number }
  | { readonly kind: 'html'; readonly status: number; readonly accepts?: boolean }
  | {
      readonly kind: 'text';
      readonly status: number;
      readonly text: string;
      readonly accepts?: boolean;
    }
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: number }
  /** An answer shorter than its Content-Length, then the end of the connection. */
  | { readonly kind: 'cut-answer'; readonly accepts?: boolean }
  | { readonly kind: 'not-http' }
  | { readonly kind: 'reset-before-read' }
  | { readonly kind: 'reset-mid-upload'; readonly afterBytes?: number }
  | { readonly kind: 'drop'; readonly accepts?: boolean }
  | { readonly kind: 'hang'; readonly accepts?: boolean }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'answer-twice' };

/** Faults by name, for tables of tests. */
export const namedFaults = {
  'html-200': { kind: 'html', status: 200 },
  'html-502': { kind: 'html', status: 502 },
  'accept-then-html-200': { kind: 'html', status: 200, accepts: true },
  'accept-then-502': { kind: 'html', status: 502, accepts: true },
  'not-json': { kind: 'text', status: 200, text: 'OK' },
  'not-http': { kind: 'not-http' },
  'truncated-json': { kind: 'text', status: 200, text: '{"status": "succ' },
  'accept-then-truncated-json': {
    kind: 'text',
    status: 200,
    text: '{"status": "succ',
    accepts: true,
  },
  'cut-answer': { kind: 'cut-answer', accepts: true },
  'status-400': {
    kind: 'status',
    status: 400,
    body: { detail: 'The training service was told to refuse this.' },
  },
  'field-errors': {
    kind: 'status',
    status: 400,
    body: { mobile_number: ['Not a number of this country.'], dob: ['Unreadable.'] },
  },
  'non-field-errors': {
    kind: 'status',
    status: 400,
    body: { non_field_errors: ['These do not go together.'] },
  },
  'list-errors': { kind: 'status', status: 400, body: ['Something is missing.'] },
  unauthorised: { kind: 'status', status: 401, body: { detail: 'Invalid token.' } },
  'forbidden-permission': {
    kind: 'status',
    status: 403,
    body: { detail: 'You do not have permission to perform this action.' },
  },
  'forbidden-credentials': {
    kind: 'status',
    status: 403,
    body: { detail: 'Authentication credentials were not provided.' },
  },
  'too-large': { kind: 'html', status: 413 },
  'too-large-early': { kind: 'early-status', status: 413 },
  throttled: { kind: 'status', status: 429, retryAfter: 7, body: { detail: 'Slow down.' } },
  'status-500': { kind: 'html', status: 500 },
  'status-503': { kind: 'html', status: 503 },
  'failed-200': {
    kind: 'status',
    status: 200,
    body: { status: 'failed', message: 'Told to fail.', status_code: 400 },
  },
  unread: {
    kind: 'status',
    status: 200,
    body: { status: 'failed', message: 'No card could be read.' },
  },
  'reset-before-read': { kind: 'reset-before-read' },
  'reset-mid-upload': { kind: 'reset-mid-upload' },
  'accept-then-drop': { kind: 'drop', accepts: true },
  'accept-then-hang': { kind: 'hang', accepts: true },
  hang: { kind: 'hang' },
  'slow-3s': { kind: 'slow', ms: 3_000 },
  'answer-twice': { kind: 'answer-twice' },
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof namedFaults;

export interface FaultPlan {
  /** Adds a fault to the queue of a call; each request takes one. */
  failNext(call: TrainingCall, fault: Fault | FaultName): void;
  /** Sets the fault of every request of a call while its queue is empty. */
  failAlways(call: TrainingCall, fault: Fault | FaultName): void;
  /** Removes the faults of a call, or of all calls when absent. */
  clear(call?: TrainingCall): void;
}

export interface FaultSource extends FaultPlan {
  takeFault(call: TrainingCall): Fault | null;
}

const toFault = (fault: Fault | FaultName): Fault =>
  typeof fault === 'string' ? namedFaults[fault] : fault;

export const createFaultPlan = (): FaultSource => {
  const queues = new Map<TrainingCall, Fault[]>();
  const permanent = new Map<TrainingCall, Fault>();
  return {
    failNext: (call, fault) => void queues.set(call, [...(queues.get(call) ?? []), toFault(fault)]),
    failAlways: (call, fault) => void permanent.set(call, toFault(fault)),
    clear: (call) => {
      if (call === undefined) {
        queues.clear();
        permanent.clear();
        return;
      }
      queues.delete(call);
      permanent.delete(call);
    },
    takeFault: (call) => queues.get(call)?.shift() ?? permanent.get(call) ?? null,
  };
};
