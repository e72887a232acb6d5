/** Calls of Settings and of the first-run set-up. */
import * as v from 'valibot';
import { call, leadRate, secretRate, type CallDeclaration } from '#shared/ipc/declaration.ts';
import type { CallName } from '#shared/ipc/names.ts';
import * as primitives from '#shared/ipc/schemas/primitives.ts';
import * as settings from '#shared/ipc/schemas/settings.ts';

export const settingsCalls = {
  /**
   * State of the lead PIN, for the prompt before the settings are displayed. In training mode, too, it is the lead PIN of
   * the counter.
   */
  'settings.gate': call(primitives.nothing, settings.settingsGate),
  'settings.chooseLead': call(settings.leadPinInput, primitives.nothing, { rate: secretRate }),
  'settings.read': call(settings.leadPinInput, settings.settingsView, { rate: leadRate }),
  /** Saves all changes or none, and returns the resulting settings. */
  'settings.save': call(settings.saveSettingsInput, settings.settingsView, { rate: leadRate }),
  /** Checks whether the service answers at a candidate address; takes at most 30 seconds. */
  'settings.reachService': call(settings.reachServiceInput, primitives.nothing, { rate: leadRate }),
  'settings.printers': call(primitives.nothing, v.object({ names: v.array(v.string()) })),
  /** Shuts the app down and starts it again. */
  'settings.restart': call(primitives.nothing, primitives.nothing),
  /** Records that a step of the first-run set-up was postponed, or was completed without another record. */
  'setup.record': call(settings.recordSetupInput, primitives.nothing),
} as const satisfies Partial<Record<CallName, CallDeclaration>>;
