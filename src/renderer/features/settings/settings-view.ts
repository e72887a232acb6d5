/** Types of the settings as the main process returns them, of their editable draft, and of the source that locks a setting. */
import type { CallOutput } from '#shared/ipc/contract.ts';
import type { EditableKey } from '#shared/ipc/schemas/settings.ts';

export type SettingsView = CallOutput<'settings.read'>;
export type SettingsDraft = { -readonly [K in EditableKey]: SettingsView['values'][K] };
export type SettingLock = SettingsView['locks'][number]['by'];
