/** Handlers for the Settings screen and the first-run set-up. */
import { ok } from '#shared/result.ts';
import type { Lock, Pins } from '#main/pin/port.ts';
import type { SettingsEditor } from '#main/settings/port.ts';
import type { Handlers } from '#main/ipc/answer-call.ts';

export interface SettingsHandlerDeps {
  readonly editor: SettingsEditor;
  readonly pins: Pick<Pins, 'leadPinState'>;
  /** Chooses the counter's own lead PIN, also in training mode. */
  readonly chooseLead: Lock['chooseLeadPin'];
  /** Names of the system's printers; null without a window. */
  readonly printers: () => Promise<readonly string[]> | null;
  /** Ends the app in order and starts it again. */
  readonly restart: () => void;
}

export const settingsHandlers = ({
  editor,
  pins,
  chooseLead,
  printers,
  restart,
}: SettingsHandlerDeps) =>
  ({
    'settings.gate': async () => ok({ leadPin: await pins.leadPinState() }),
    'settings.chooseLead': ({ leadPin }) => chooseLead(leadPin),
    'settings.read': ({ leadPin }) => editor.read(leadPin),
    'settings.save': ({ leadPin, changes }) => editor.save(leadPin, changes),
    'settings.reachService': ({ leadPin, url }) => editor.testService(leadPin, url),
    'settings.printers': async () => ok({ names: [...((await printers()) ?? [])] }),
    'settings.restart': async () => {
      restart();
      return ok(undefined);
    },
    'setup.record': ({ step, outcome }) => editor.recordSetup(step, outcome),
  }) satisfies Partial<Handlers>;
