/** Handlers for the state of the app, the reports of the page, the language and the end of the app. */
import type { AppState, LockView, ServiceView, SessionView } from '#shared/ipc/contract.ts';
import type { ConsentText } from '#shared/domain/consent.ts';
import type { ChoiceLists } from '#shared/domain/lists.ts';
import type { SetupState } from '#shared/domain/setup.ts';
import { ok, type Result } from '#shared/result.ts';
import type { Location } from '#main/settings/location.ts';
import { policyProblemOf } from '#main/settings/policy/read-policy.ts';
import type { Settings } from '#main/settings/settings.ts';
import type { Handlers } from '#main/ipc/answer-call.ts';

export interface AppHandlerDeps {
  readonly version: string;
  /** Called with the page's report: whether it has mounted. */
  readonly onMounted: (ok: boolean) => void;
  /** Whether this is a counter under lockdown. */
  readonly lockdown: boolean;
  /** Called when the page has saved the open registration. */
  readonly onSaved: () => void;
  /** Failures: as `Pins.checkLeadPin`. */
  readonly checkLead: (pin: string) => Promise<Result<undefined>>;
  /** Ends the app. */
  readonly leave: () => void;
  readonly settings: Settings;
  /** Location of the counter, as printed on slips. */
  readonly location: () => Location;
  /** Missing settings that are required for registrations. */
  readonly missingSettings: () => readonly string[];
  readonly lists: ChoiceLists;
  readonly consent: ConsentText;
  readonly keychain: AppState['keychain'];
  readonly storeNotice: () => Pick<AppState, 'storeNotice' | 'storeNoticeParams'>;
  readonly disk: () => AppState['disk'];
  readonly auditNotice: () => AppState['auditNotice'];
  readonly session: () => SessionView;
  readonly service: () => ServiceView;
  readonly lock: () => Promise<LockView>;
  readonly setup: () => Promise<SetupState>;
  /** Null outside the training mode. */
  readonly training: () => AppState['training'];
}

export const appHandlers = (deps: AppHandlerDeps) =>
  ({
    'app.state': async () => {
      const { settings } = deps;
      const { locale, helpline, wedge, slipSize, autoPrintSlip, ...values } = settings.get();
      const { textSize, contrast, onScreenKeyboard, sounds, logExport } = values;
      return ok({
        version: deps.version,
        lockdown: deps.lockdown,
        locale,
        location: { ...deps.location(), helpline },
        training: deps.training(),
        keychain: deps.keychain,
        ...deps.storeNotice(),
        disk: deps.disk(),
        auditNotice: deps.auditNotice(),
        session: deps.session(),
        service: deps.service(),
        lock: await deps.lock(),
        settings: {
          wrong: [...settings.invalidKeys()],
          missing: [...deps.missingSettings()],
          locked: [...settings.locked],
          policyProblem: policyProblemOf(settings.policy),
        },
        display: { textSize, contrast, onScreenKeyboard, sounds },
        slipSize,
        autoPrintSlip,
        logExport,
        setup: await deps.setup(),
        wedge,
        lists: deps.lists,
        consent: deps.consent,
      });
    },
    'app.mounted': async ({ ok: isMounted }) => {
      deps.onMounted(isMounted);
      return ok(undefined);
    },
    'app.saved': async () => {
      deps.onSaved();
      return ok(undefined);
    },
    'app.leave': async ({ leadPin }) => {
      const allowed = await deps.checkLead(leadPin);
      if (allowed.ok) deps.leave();
      return allowed;
    },
    'app.setLocale': async ({ locale }) => {
      const updated = await deps.settings.update({ locale });
      return updated.ok ? ok(undefined) : updated;
    },
  }) satisfies Partial<Handlers>;
