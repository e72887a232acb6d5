/** Maps IPC calls of the page to audit entries: which calls are recorded, as which event and with which facts. */
import type { ParsedInput, CallOutput } from '#shared/ipc/contract.ts';
import type { ConsentView } from '#shared/domain/consent.ts';
import type { MobileNumber } from '#shared/domain/mobile.ts';
import { callNames, type CallName } from '#shared/ipc/names.ts';
import { err, type Result } from '#shared/result.ts';
import type { Handlers } from '#main/ipc/answer-call.ts';
import type { AuditEvent, AuditFacts } from './events.ts';
import type { Audit } from './port.ts';

interface AnsweredCall<N extends CallName> {
  readonly input: ParsedInput<N>;
  readonly result: Result<CallOutput<N>>;
  /** Time of the call, epoch milliseconds. */
  readonly calledAt: number;
}

type Description = readonly [AuditEvent, AuditFacts];
/** @returns null when there is nothing to record. The caller adds the error code of a failed call. */
type Describe<N extends CallName> = (call: AnsweredCall<N>) => Description | null;

const describeAs =
  (event: AuditEvent, facts: AuditFacts = {}) =>
  (): Description => [event, facts];

/** Describes a call on one registration by the id and the reference of the registration. */
const describeRegistrationCall =
  (event: AuditEvent) =>
  (call: {
    readonly input: { readonly id: string };
    readonly result: Result<{ readonly reference: string }>;
  }): Description => [
    event,
    {
      registration: call.input.id,
      ...(call.result.ok && { reference: call.result.data.reference }),
    },
  ];

const consentFacts = (consent: ConsentView): AuditFacts => ({
  consentVersion: consent.textVersion,
  consentLanguage: consent.locale,
  ...(consent.textHash !== null && { consentHash: consent.textHash }),
  ...(consent.by !== null && { consentBy: consent.by }),
  ...(consent.shownMs !== null && { consentShownMs: consent.shownMs }),
});

/** Describes a transfer by the number of registrations that moved to another counter. */
const describeTransfer =
  (event: AuditEvent) =>
  ({ result }: { readonly result: Result<{ readonly transferred: number }> }): Description => [
    event,
    result.ok ? { count: result.data.transferred } : {},
  ];

const descriptions: { readonly [N in CallName]?: Describe<N> } = {
  'session.verifyOtp': describeAs('session.signed-in'),
  // A successful unlock changes the lock, and counter-audit.ts records changes of the lock.
  'pin.unlock': ({ result }) => (result.ok ? null : ['counter.unlock-failed', {}]),
  'pin.choose': describeAs('pin.chosen'),
  'lead.choose': describeAs('lead-pin.chosen'),
  'app.leave': describeAs('kiosk.left'),
  'app.setLocale': describeAs('settings.changed', { settings: ['locale'] }),
  'scanner.choose': describeAs('settings.changed', { settings: ['scanner'] }),
  'camera.choose': describeAs('settings.changed', { settings: ['camera'] }),
  'settings.chooseLead': describeAs('lead-pin.chosen'),
  'settings.read': describeAs('settings.opened'),
  'settings.save': ({ input }) => [
    'settings.changed',
    { settings: Object.keys(input.changes) as (keyof typeof input.changes)[] },
  ],
  'registration.start': ({ result, calledAt }) => {
    if (!result.ok) return ['registration.begun', {}];
    const { id, reference, createdAt } = result.data;
    // The call returns the open registration if there is one. In this case no registration was begun.
    return createdAt < calledAt ? null : ['registration.begun', { registration: id, reference }];
  },
  'registration.submit': (call) => {
    const [event, facts] = describeRegistrationCall('registration.submitted')(call);
    const consent = call.result.ok ? call.result.data.consent : null;
    return [event, { ...facts, ...(consent && consentFacts(consent)) }];
  },
  'registration.decide': (call) => {
    const [event, facts] = describeRegistrationCall('registration.decided')(call);
    return [event, { ...facts, decision: call.input.decision }];
  },
  'registration.discard': ({ input }) => ['registration.discarded', { registration: input.id }],
  'registration.undoDiscard': ({ input }) => [
    'registration.discard-undone',
    { registration: input.id },
  ],
  // The empty paper form is not recorded, because it has no data.
  'slip.print': ({ input }) => ['slip.printed', { registration: input.id }],
  'outbox.takeOver': describeRegistrationCall('registration.taken-over'),
  'day.summaryOfAll': describeAs('day-close.opened'),
  'day.print': describeAs('day-close.printed'),
  'keys.makeRecovery': describeAs('recovery-key.shown'),
  'keys.confirmRecovery': describeAs('recovery-key.printed'),
  'keys.declineRecovery': describeAs('recovery-key.declined'),
  'keys.print': describeAs('key-sheet.printed'),
  'keys.restoreWithRecoveryKey': ({ result }) => [
    'recovery-key.used',
    result.ok ? { count: result.data.imported } : {},
  ],
  'keys.rotate': describeAs('master-key.rotated'),
  'transfer.out': describeTransfer('transfer.out'),
  'transfer.in': describeTransfer('transfer.in'),
  'transfer.abandon': describeAs('transfer.abandoned'),
  'verification.exportLog': ({ result }) => [
    'verification-log.exported',
    result.ok ? { count: result.data.entries, values: result.data.values } : {},
  ],
  'audit.export': ({ result }) => [
    'audit.exported',
    result.ok ? { count: result.data.entries } : {},
  ],
};

export interface CallAuditDeps {
  readonly audit: Pick<Audit, 'record'>;
  /** The signed-in clerk, or null. */
  readonly clerk: () => MobileNumber | null;
  readonly now: () => number;
}

/** Wraps the handlers so that the calls with a description are recorded. */
export const auditCalls = (handlers: Handlers, deps: CallAuditDeps): Handlers => {
  const createAuditedEntry = (name: CallName): [CallName, unknown] => {
    const describe = descriptions[name] as Describe<CallName> | undefined;
    const handle = handlers[name] as (input: unknown) => Promise<Result<CallOutput<CallName>>>;
    if (!describe) return [name, handle];
    const handleAudited = async (input: ParsedInput<CallName>) => {
      const calledAt = deps.now();
      const clerkBefore = deps.clerk();
      // This result is recorded when the handler throws.
      let result: Result<CallOutput<CallName>> = err('IPC-INTERNAL');
      try {
        result = await handle(input);
        return result;
      } finally {
        const [event, facts] = describe({ input, result, calledAt }) ?? [];
        if (event)
          deps.audit.record(event, {
            // A sign-in has a clerk only after the call. Other calls, such as a sign-out, may have none after the call.
            clerk: name === 'session.verifyOtp' ? deps.clerk() : clerkBefore,
            ...facts,
            ...(!result.ok && { code: result.error.code }),
          });
      }
    };
    return [name, handleAudited];
  };
  return Object.fromEntries(callNames.map(createAuditedEntry)) as unknown as Handlers;
};
