/** Maps calls of the page to audit entries: which of them are recorded, as which event and with which facts. */
import type { ParsedInput, CallOutput } from '#shared/ipc/contract.ts';
import type { MobileNumber } from '#shared/domain/mobile.ts';
import { callNames, type CallName } from '#shared/ipc/names.ts';
import { err, type Result } from '#shared/result.ts';
import type { Handlers } from '#main/ipc/answer.ts';
import type { AuditEvent, AuditFacts } from './events.ts';
import type { Audit } from './port.ts';

interface AnsweredCall<N extends CallName> {
  readonly input: ParsedInput<N>;
  readonly result: Result<CallOutput<N>>;
  /** Time of the call, epoch milliseconds. */
  readonly askedAt: number;
}

type Description = readonly [AuditEvent, AuditFacts];
/** @returns null when there is nothing to record: nobody chose a file, for example. The code of a failure is added to it. */
type Describe<N extends CallName> = (call: AnsweredCall<N>) => Description | null;

const always =
  (event: AuditEvent, facts: AuditFacts = {}) =>
  (): Description => [event, facts];

/** A registration by its id and its reference. */
const aboutOne =
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

/** Registrations that changed the counter; nothing when no file was chosen. */
const transferred =
  (event: AuditEvent) =>
  ({
    result,
  }: {
    readonly result: Result<{ readonly transferred: number } | null>;
  }): Description | null => {
    if (!result.ok) return [event, {}];
    return result.data && [event, { count: result.data.transferred }];
  };

const descriptions: { readonly [N in CallName]?: Describe<N> } = {
  'session.verifyOtp': always('session.signed-in'),
  // One that succeeds is a change of the lock, and recorded there.
  'pin.unlock': ({ result }) => (result.ok ? null : ['counter.unlock-failed', {}]),
  'pin.choose': always('pin.chosen'),
  'lead.choose': always('lead-pin.chosen'),
  'app.leave': always('kiosk.left'),
  'app.setLocale': always('settings.changed', { settings: ['locale'] }),
  'scanner.choose': always('settings.changed', { settings: ['scanner'] }),
  'camera.choose': always('settings.changed', { settings: ['camera'] }),
  'settings.chooseLead': always('lead-pin.chosen'),
  'settings.read': always('settings.opened'),
  'settings.save': ({ input }) => [
    'settings.changed',
    { settings: Object.keys(input.changes) as (keyof typeof input.changes)[] },
  ],
  'registration.start': ({ result, askedAt }) => {
    if (!result.ok) return ['registration.begun', {}];
    const { id, reference, createdAt } = result.data;
    // The open one is given back when there is one.
    return createdAt < askedAt ? null : ['registration.begun', { registration: id, reference }];
  },
  'registration.submit': aboutOne('registration.submitted'),
  'registration.decide': (call) => {
    const [event, facts] = aboutOne('registration.decided')(call);
    return [event, { ...facts, decision: call.input.decision }];
  },
  'registration.discard': ({ input }) => ['registration.discarded', { registration: input.id }],
  'outbox.takeOver': aboutOne('registration.taken-over'),
  'day.print': always('day-close.printed'),
  'keys.makeRecovery': always('recovery-key.shown'),
  'keys.keepRecovery': always('recovery-key.printed'),
  'keys.declineRecovery': always('recovery-key.declined'),
  'keys.print': always('key-sheet.printed'),
  'keys.takeBack': ({ result }) => [
    'recovery-key.used',
    result.ok ? { count: result.data.taken } : {},
  ],
  'keys.rotate': always('master-key.rotated'),
  'transfer.out': transferred('transfer.out'),
  'transfer.in': transferred('transfer.in'),
  'transfer.finish': always('transfer.abandoned'),
};

export interface CallAuditDeps {
  readonly audit: Pick<Audit, 'record'>;
  /** The clerk at the counter, or null. */
  readonly clerk: () => MobileNumber | null;
  readonly now: () => number;
}

/** The same handlers, which record the calls that have a description. */
export const auditCalls = (handlers: Handlers, deps: CallAuditDeps): Handlers => {
  const audited = (name: CallName): [CallName, unknown] => {
    const describe = descriptions[name] as Describe<CallName> | undefined;
    const handle = handlers[name] as (input: unknown) => Promise<Result<CallOutput<CallName>>>;
    if (!describe) return [name, handle];
    const handleAudited = async (input: ParsedInput<CallName>) => {
      const askedAt = deps.now();
      const before = deps.clerk();
      // The answer when the handler throws.
      let result: Result<CallOutput<CallName>> = err('IPC-INTERNAL');
      try {
        result = await handle(input);
        return result;
      } finally {
        const [event, facts] = describe({ input, result, askedAt }) ?? [];
        if (event)
          deps.audit.record(event, {
            // No clerk is signed in before a sign-in.
            clerk: name === 'session.verifyOtp' ? deps.clerk() : before,
            ...facts,
            ...(!result.ok && { code: result.error.code }),
          });
      }
    };
    return [name, handleAudited];
  };
  return Object.fromEntries(callNames.map(audited)) as unknown as Handlers;
};
