/** Defines the web preferences that isolate the page from Node and the main process, for every window of the app. */

export const isolatedWebPreferences = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  spellcheck: false,
  disableDialogs: true,
} as const;
