/** Types of the saved settings, of their editable draft, and of the source that locks a setting. */
import type { CallOutput } from '#shared/ipc/contract.ts';
import type { EditableKey } from '#shared/ipc/schemas/settings.ts';

/** The settings as the main process returns them. */
export type SettingsView = CallOutput<'settings.read'>;
export type SettingsDraft = { -readonly [K in EditableKey]: SettingsView['values'][K] };
/** Source that fixes a setting. */
export type SettingLock = SettingsView['locks'][number]['by'];
