/** Web preferences that isolate the page of every window of the app. */

export const isolated = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  spellcheck: false,
  disableDialogs: true,
} as const;
