/** Calls of the scanners and of the camera. */
import * as v from 'valibot';
import { call, type CallDeclaration } from '#shared/ipc/declaration.ts';
import type { CallName } from '#shared/ipc/names.ts';
import * as app from '#shared/ipc/schemas/app-state.ts';
import * as primitives from '#shared/ipc/schemas/primitives.ts';
import * as registration from '#shared/ipc/schemas/registration.ts';

export const captureCalls = {
  'scanner.list': call(
    primitives.nothing,
    v.object({
      scanners: v.array(app.scannerInfo),
      chosen: v.nullable(v.string()),
      dpi: primitives.count,
    }),
  ),
  'scanner.choose': call(
    v.strictObject({ scanner: primitives.text(300), dpi: v.picklist([300, 400, 600]) }),
    primitives.nothing,
  ),
  'scanner.scan': call(
    v.strictObject({ id: primitives.id, side: registration.side }),
    registration.registrationView,
  ),
  'scanner.cancel': call(primitives.nothing, primitives.nothing),
  /**
   * Permits the page to open a camera for the duration of the lease; only one lease exists at a time. Returns the
   * camera that was last selected at this counter.
   */
  'camera.lease': call(
    v.strictObject({ purpose: v.picklist(['photo', 'card']) }),
    v.object({ camera: v.nullable(v.string()) }),
  ),
  /** Stores the selected camera by name, because camera ids change with each start of the app. */
  'camera.choose': call(v.strictObject({ camera: primitives.text(300) }), primitives.nothing),
  'camera.release': call(primitives.nothing, primitives.nothing),
} as const satisfies Partial<Record<CallName, CallDeclaration>>;
