/** Interface of the settings for the Settings screen and the set-up. */
import type { SetupState } from '#shared/domain/setup.ts';
import type { CallInput, CallOutput } from '#shared/ipc/contract.ts';
import type { Result } from '#shared/result.ts';

export type SettingsView = CallOutput<'settings.read'>;
export type SettingsChanges = CallInput<'settings.save'>['changes'];

/** Every method with a lead PIN can also fail like `Pins.checkLeadPin`; it then reads and changes nothing. */
export interface SettingsEditor {
  read(leadPin: string): Promise<Result<SettingsView>>;
  /**
   * Saves all changes or none. Failures: CFG-LOCKED; those of `testService` for a new service address; STORE-FULL and CFG-WRITE
   * when the file cannot be written. After a failure the previous values stay in force.
   */
  save(leadPin: string, changes: SettingsChanges): Promise<Result<SettingsView>>;
  /** Checks that the service answers at an address. Failures: CFG-URL, CFG-HOST, NET-…. */
  testService(leadPin: string, url: string): Promise<Result<undefined>>;
  /** State of the set-up: its open and skipped steps. */
  readSetup(): Promise<SetupState>;
  /** Records that a step was skipped, or that the test is done. Failures: CFG-LOCKED, STORE-FULL, CFG-WRITE. */
  recordSetup(
    step: SetupState['open'][number],
    outcome: 'skipped' | 'done',
  ): Promise<Result<undefined>>;
}
