/** Access of tests to the system's keychain. All apps of a session share it, as on a real computer. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Whether apps that are started here use the system's keychain. */
export const usesSystemKeychain = (): boolean =>
  process.env['KIOSK_TEST_SYSTEM_KEYCHAIN'] === '1' &&
  (process.env['DBUS_SESSION_BUS_ADDRESS'] ?? '') !== '';

/** Deletes the app's items, so that the next test starts as on a new computer. */
export const clearSystemKeychain = async (): Promise<void> => {
  await promisify(execFile)('secret-tool', ['clear', 'service', 'ekyc-branch-kiosk']).catch(
    (error: unknown) => {
      // It exits with 1 when there was nothing to delete.
      if ((error as { code?: unknown }).code !== 1) throw error;
    },
  );
};
