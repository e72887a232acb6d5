/** Calls of the app itself: its initial state, language, activity and exit. */
import * as v from 'valibot';
import { logExportValues } from '#shared/domain/verification.ts';
import { call, leadRate, type CallDeclaration } from '#shared/ipc/declaration.ts';
import type { CallName } from '#shared/ipc/names.ts';
import * as app from '#shared/ipc/schemas/app-state.ts';
import * as primitives from '#shared/ipc/schemas/primitives.ts';
import * as keys from '#shared/ipc/schemas/keys.ts';
import * as settings from '#shared/ipc/schemas/settings.ts';
import { lock } from '#shared/ipc/schemas/lock.ts';

export const appCalls = {
  /** The complete state of the counter, which the page loads at its start and again when events do not suffice. */
  'app.state': call(
    primitives.nothing,
    v.object({
      ...app.appState.entries,
      lock,
      display: settings.displaySettings,
      /** Paper size of the slips. */
      slipSize: settings.settingValues.slipSize,
      /** Whether a slip is printed automatically. */
      autoPrintSlip: settings.settingValues.autoPrintSlip,
      /** Whether names and numbers are masked in exports of the verification log. */
      logExport: v.picklist(logExportValues),
      setup: settings.setupState,
    }),
    { needs: 'nothing' },
  ),
  /** Reports whether the page could be mounted. The main process waits for it after every load. */
  'app.mounted': call(v.strictObject({ ok: v.boolean() }), primitives.nothing, {
    needs: 'nothing',
  }),
  'app.setLocale': call(v.strictObject({ locale: primitives.locale }), primitives.nothing, {
    needs: 'nothing',
  }),
  /** Reply to `save-request` after open work was saved. */
  'app.saved': call(primitives.nothing, primitives.nothing),
  /** Exits the kiosk with the lead PIN. The page saves open work before this call. */
  'app.leave': call(keys.leadInput, primitives.nothing, { needs: 'nothing', rate: leadRate }),
  /** Reports input by keyboard or pointer for the idle lock, at most once per second. */
  'app.activity': call(primitives.nothing, primitives.nothing),
} as const satisfies Partial<Record<CallName, CallDeclaration>>;
