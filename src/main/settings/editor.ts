/** Reads and changes the counter's settings on behalf of the branch lead, and says what its set-up lacks. */
import type { Lists } from '#shared/domain/lists.ts';
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
  /** The counter's own lead PIN, in training too: what is changed here outlives it. */
  readonly pins: Pick<Pins, 'checkLead' | 'leadState'>;
  readonly lists: Lists;
  /** Whether the service answers at an address. Failures: CFG-URL, NET-…. */
  readonly reachService: (url: string) => Promise<Result<unknown>>;
  /** Settings without which nothing is registered. */
  readonly missing: () => readonly string[];
  readonly training: boolean;
  readonly log: Log;
}

const isSame = (first: unknown, second: unknown): boolean =>
  JSON.stringify(first) === JSON.stringify(second);

/** The steps of the set-up that are not done. In training a counter has nothing to set up. */
const openSteps = async (deps: SettingsEditorDeps): Promise<SetupStep[]> => {
  const { scanner, camera, printer, setup } = deps.settings.get();
  if (deps.training || !setup.offered) return [];
  const leadPin = await deps.pins.leadState();
  const isDone: Readonly<Record<SetupStep, boolean>> = {
    'lead-pin': leadPin === 'chosen',
    counter: deps.missing().every((name) => name === 'serviceUrl'),
    scanner: scanner.id !== null,
    camera: camera !== null,
    printer: printer !== null,
    test: setup.tested,
  };
  return setupSteps.filter((step) => !isDone[step]);
};

export const createSettingsEditor = (deps: SettingsEditorDeps): SettingsEditor => {
  const { settings, pins, log } = deps;
  /** In force until the app ends, for the settings that are read once. */
  const started = settings.get();

  const view = (): SettingsView => {
    const values = settings.get();
    const { policy } = settings;
    const bank = policy.kind === 'in-force' ? policy.policy : null;
    return {
      values: Object.fromEntries(
        editableKeys.map((key) => [key, values[key]]),
      ) as unknown as SettingsView['values'],
      sources: Object.fromEntries(editableKeys.map((key) => [key, settings.sourceOf(key)])),
      locks: editableKeys.flatMap((key) => {
        const by = settings.lockOf(key);
        return by === null ? [] : [{ key, by }];
      }),
      camera: values.camera,
      organisation: bank?.organisation ?? null,
      contact: bank?.contact ?? '',
      longestIdleLock: settings.longestIdleLock,
      restart: restartKeys.filter((key) => !isSame(values[key], started[key])),
      lists: {
        professions: deps.lists.profession.length,
        nomineeRelations: deps.lists.nomineeRelation.length,
      },
    };
  };

  const withLead = async <T>(
    leadPin: string,
    act: () => Result<T> | Promise<Result<T>>,
  ): Promise<Result<T>> => {
    const right = await pins.checkLead(leadPin);
    return right.ok ? act() : right;
  };

  const reach = async (url: string): Promise<Result<undefined>> => {
    const { policy } = settings;
    const hosts = policy.kind === 'in-force' ? policy.policy.serviceHosts : [];
    if (!isServiceHostAllowed(url, hosts)) return err('CFG-HOST');
    const answer = await deps.reachService(url);
    return answer.ok ? ok(undefined) : answer;
  };

  const write = async (changes: Parameters<Settings['update']>[0]): Promise<Result<undefined>> => {
    const saved = await settings.updateDurably(changes);
    if (saved.ok) {
      log.info('settings.changed', { count: Object.keys(changes).length });
      return saved;
    }
    // The form that STORE-WRITE speaks of is a customer's.
    const code = saved.error.code === 'STORE-WRITE' ? 'CFG-WRITE' : saved.error.code;
    log.warn('settings.save-failed', { code });
    return err(code);
  };

  return {
    read: (leadPin) => withLead(leadPin, () => ok(view())),
    save: (leadPin, asked) =>
      withLead(leadPin, async () => {
        const values = settings.get();
        const changes = Object.fromEntries(
          Object.entries(asked).filter(
            ([key, value]) => !isSame(value, values[key as EditableKey]),
          ),
        ) as typeof asked;
        if (Object.keys(changes).some((key) => settings.lockOf(key as EditableKey) !== null))
          return err('CFG-LOCKED');
        if (changes.serviceUrl !== undefined) {
          const reached = await reach(changes.serviceUrl);
          if (!reached.ok) return reached;
        }
        const written = await write(changes);
        return written.ok ? ok(view()) : written;
      }),
    reach: (leadPin, url) => withLead(leadPin, () => reach(url)),
    setup: async () => ({
      open: await openSteps(deps),
      skipped: settings.get().setup.skipped,
    }),
    recordSetup: async (step, outcome) => {
      const { setup } = settings.get();
      const others = setup.skipped.filter((each) => each !== step);
      return write({
        setup: {
          ...setup,
          skipped: outcome === 'skipped' ? [...others, step] : others,
          tested: step === 'test' ? outcome === 'done' : setup.tested,
        },
      });
    },
  };
};
