/**
 * Entry point: single-instance lock, data folder, failure handlers and the settings Electron needs before it is ready; then
 * the application lifecycle.
 */
import { app } from 'electron';
import { start } from './app/lifecycle.ts';

// Set by whoever starts the app; elsewhere Electron's own choice holds.
const dataDir = process.env['KIOSK_DATA_DIR'];
if (dataDir) app.setPath('userData', dataDir);

if (app.requestSingleInstanceLock()) {
  start(import.meta.dirname);
} else {
  // A second kiosk on one counter ends without a word: the first one is on the screen.
  app.quit();
}
