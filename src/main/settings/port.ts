/** Settings as the Settings screen and the set-up reach them. */
import type { SetupState } from '#shared/domain/setup.ts';
import type { CallInput, CallOutput } from '#shared/ipc/contract.ts';
import type { Result } from '#shared/result.ts';

export type SettingsView = CallOutput<'settings.read'>;
export type SettingsChanges = CallInput<'settings.save'>['changes'];

/** Every method that takes the lead PIN may fail as `Pins.checkLead`; nothing is read or changed then. */
export interface SettingsEditor {
  read(leadPin: string): Promise<Result<SettingsView>>;
  /**
   * Saves all changes or none. Failures: CFG-LOCKED, and those of `reach` for a new service address; STORE-FULL and CFG-WRITE
   * when the disk refuses, the earlier values are then in force.
   */
  save(leadPin: string, changes: SettingsChanges): Promise<Result<SettingsView>>;
  /** Whether the service answers at an address. Failures: CFG-URL, CFG-HOST, NET-…. */
  reach(leadPin: string, url: string): Promise<Result<undefined>>;
  setup(): Promise<SetupState>;
  /** Records that a step was left for later, or that the counter was tested. Failures: CFG-LOCKED, STORE-FULL, CFG-WRITE. */
  recordSetup(
    step: SetupState['open'][number],
    outcome: 'skipped' | 'done',
  ): Promise<Result<undefined>>;
}
