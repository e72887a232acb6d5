/**
 * Entry point: single-instance lock, data folder, failure handlers and the settings Electron needs before it is ready; then
 * the application lifecycle.
 */
import { app } from 'electron';
import { start } from './app/lifecycle.ts';
import { machineOf } from './app/machine.ts';

const machine = machineOf({
  packaged: app.isPackaged,
  platform: process.platform,
  appPath: app.getAppPath(),
  env: process.env,
});
if (machine.data !== null) app.setPath('userData', machine.data);

if (!app.requestSingleInstanceLock()) {
  // A second kiosk on one counter ends without a word: the first one is on the screen.
  app.quit();
} else {
  start(import.meta.dirname, machine);
}
