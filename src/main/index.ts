/**
 * Entry point: single-instance lock, data folder, failure handlers and the settings Electron needs before it is ready; then
 * the application lifecycle.
 */
import { app } from 'electron';
import { start } from './app/lifecycle.ts';
import { resolveMachine } from './app/machine.ts';

const machine = resolveMachine({
  packaged: app.isPackaged,
  platform: process.platform,
  appPath: app.getAppPath(),
  env: process.env,
});
if (machine.data !== null) app.setPath('userData', machine.data);

if (!app.requestSingleInstanceLock()) {
  // A second instance quits without a message: the window of the first is on the screen.
  app.quit();
} else {
  start(import.meta.dirname, machine);
}
