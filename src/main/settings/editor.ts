/** Reads and changes the counter's settings for the branch lead, and lists the open steps of the set-up. */
import type { ChoiceLists } from '#shared/domain/lists.ts';
import { setupSteps, type SetupStep } from '#shared/domain/setup.ts';
import { editableKeys, restartKeys, type EditableKey } from '#shared/ipc/schemas/settings.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import type { Pins } from '#main/pin/port.ts';
import { isServiceHostAllowed } from './policy/service-host.ts';
import type { SettingsEditor, SettingsView } from './port.ts';
import type { Settings } from './settings.ts';

export interface SettingsEditorDeps {
  readonly settings: Settings;
  /** PINs of normal operation, even in training mode, because changed settings remain in force after training. */
  readonly pins: Pick<Pins, 'checkLeadPin' | 'leadPinState'>;
  /** The lists that are shipped with the app. */
  readonly shippedLists: ChoiceLists;
  /** Checks that the service answers at an address. Failures: CFG-URL, NET-…. */
  readonly inspectService: (url: string) => Promise<Result<unknown>>;
  /** Keys without a value that must be set before a registration can be started. */
  readonly missingKeys: () => readonly string[];
  readonly training: boolean;
  /** Version that is ready on the update share, or null. */
  readonly availableUpdate: () => string | null;
  readonly log: Log;
}

const isEqual = (first: unknown, second: unknown): boolean =>
  JSON.stringify(first) === JSON.stringify(second);

/** The steps of the set-up that are not done. There are none in training mode, which needs no set-up. */
const openSteps = async (deps: SettingsEditorDeps): Promise<SetupStep[]> => {
  const { scanner, camera, printer, setup } = deps.settings.get();
  if (deps.training || !setup.offered) return [];
  const leadPin = await deps.pins.leadPinState();
  const isDone: Readonly<Record<SetupStep, boolean>> = {
    'lead-pin': leadPin === 'chosen',
    counter: deps.missingKeys().every((key) => key === 'serviceUrl'),
    scanner: scanner.id !== null,
    camera: camera !== null,
    printer: printer !== null,
    test: setup.tested,
  };
  return setupSteps.filter((step) => !isDone[step]);
};

export const createSettingsEditor = (deps: SettingsEditorDeps): SettingsEditor => {
  const { settings, pins, log } = deps;
  /** Values at start. Some settings are read at start only, and need a restart when they differ from these values. */
  const valuesAtStart = settings.get();

  const view = (): SettingsView => {
    const values = settings.get();
    const { policy } = settings;
    const policyInForce = policy.kind === 'in-force' ? policy.policy : null;
    return {
      values: Object.fromEntries(
        editableKeys.map((key) => [key, values[key]]),
      ) as unknown as SettingsView['values'],
      sources: Object.fromEntries(editableKeys.map((key) => [key, settings.sourceOf(key)])),
      locks: editableKeys.flatMap((key) => {
        const lock = settings.lockOf(key);
        return lock === null ? [] : [{ key, by: lock }];
      }),
      camera: values.camera,
      organisation: policyInForce?.organisation ?? null,
      contact: policyInForce?.contact ?? '',
      maxIdleLockMinutes: settings.maxIdleLockMinutes,
      restart: restartKeys.filter((key) => !isEqual(values[key], valuesAtStart[key])),
      update: deps.availableUpdate(),
      shippedLists: {
        professions: [...deps.shippedLists.profession],
        nomineeRelations: [...deps.shippedLists.nomineeRelation],
      },
    };
  };

  const withLeadPin = async <T>(
    leadPin: string,
    action: () => Result<T> | Promise<Result<T>>,
  ): Promise<Result<T>> => {
    const checked = await pins.checkLeadPin(leadPin);
    return checked.ok ? action() : checked;
  };

  const testService = async (url: string): Promise<Result<undefined>> => {
    const { policy } = settings;
    const hosts = policy.kind === 'in-force' ? policy.policy.serviceHosts : [];
    if (!isServiceHostAllowed(url, hosts)) return err('CFG-HOST');
    const inspected = await deps.inspectService(url);
    return inspected.ok ? ok(undefined) : inspected;
  };

  const saveChanges = async (
    changes: Parameters<Settings['update']>[0],
  ): Promise<Result<undefined>> => {
    const saved = await settings.updateDurably(changes);
    if (saved.ok) {
      log.info('settings.changed', { count: Object.keys(changes).length });
      return saved;
    }
    // The message of STORE-WRITE is about a customer's form, so another code is returned for settings.
    const code = saved.error.code === 'STORE-WRITE' ? 'CFG-WRITE' : saved.error.code;
    log.warn('settings.save-failed', { code });
    return err(code);
  };

  return {
    read: (leadPin) => withLeadPin(leadPin, () => ok(view())),
    save: (leadPin, requested) =>
      withLeadPin(leadPin, async () => {
        const values = settings.get();
        const changes = Object.fromEntries(
          Object.entries(requested).filter(
            ([key, value]) => !isEqual(value, values[key as EditableKey]),
          ),
        ) as typeof requested;
        if (Object.keys(changes).some((key) => settings.lockOf(key as EditableKey) !== null))
          return err('CFG-LOCKED');
        if (changes.serviceUrl !== undefined) {
          const tested = await testService(changes.serviceUrl);
          if (!tested.ok) return tested;
        }
        const written = await saveChanges(changes);
        return written.ok ? ok(view()) : written;
      }),
    testService: (leadPin, url) => withLeadPin(leadPin, () => testService(url)),
    readSetup: async () => {
      const { setup, scanner, camera, printer } = settings.get();
      return {
        open: await openSteps(deps),
        skipped: setup.skipped,
        devices: { scanner: scanner.model ?? scanner.id, camera, printer },
      };
    },
    recordSetup: async (step, outcome) => {
      const { setup } = settings.get();
      const otherSkipped = setup.skipped.filter((skipped) => skipped !== step);
      return saveChanges({
        setup: {
          ...setup,
          skipped: outcome === 'skipped' ? [...otherSkipped, step] : otherSkipped,
          tested: step === 'test' ? outcome === 'done' : setup.tested,
        },
      });
    },
  };
};
