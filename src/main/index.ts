/**
 * Entry point of the main process: sets the data folder, takes the single-instance lock and starts the application
 * lifecycle.
 */
import { app } from 'electron';
import { startApp } from './app/lifecycle.ts';
import { resolveMachine } from './app/machine.ts';

const machine = resolveMachine({
  packaged: app.isPackaged,
  platform: process.platform,
  appPath: app.getAppPath(),
  env: process.env,
});
if (machine.dataFolder !== null) app.setPath('userData', machine.dataFolder);

if (!app.requestSingleInstanceLock()) {
  // A second instance quits without a message, because the window of the first instance is already visible.
  app.quit();
} else {
  startApp(import.meta.dirname, machine);
}
