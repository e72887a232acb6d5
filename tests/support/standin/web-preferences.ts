/** Checks the web preferences of a window against what the stand-in host implements. */
import type { WebPreferences } from 'electron';
import { notImplemented } from './strict-partial.ts';

/** Required values. A missing preference is accepted, because Electron's default is the same. */
const REQUIRED: Readonly<Partial<Record<keyof WebPreferences, boolean>>> = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  experimentalFeatures: false,
  javascript: true,
  images: true,
};

/** Preferences that have no effect here or that the stand-in implements. */
const ALLOWED = new Set<string>([
  'preload',
  'session',
  'partition',
  'devTools',
  'spellcheck',
  'backgroundThrottling',
  'navigateOnDragDrop',
  'disableDialogs',
  'safeDialogs',
  'disableHtmlFullscreenWindowResize',
  'autoplayPolicy',
  'v8CacheOptions',
  'additionalArguments',
  'zoomFactor',
  'defaultEncoding',
  'defaultFontSize',
  'minimumFontSize',
  'defaultMonospaceFontSize',
  'scrollBounce',
  'offscreen',
  'enableWebSQL',
  'plugins',
  'webgl',
  'focusOnNavigation',
]);

/** Refuses preferences of a less isolated page than the stand-in's pages, because tests of such a window prove nothing. */
export function checkWebPreferences(preferences: WebPreferences): void {
  for (const [name, value] of Object.entries(preferences)) {
    const required = REQUIRED[name as keyof WebPreferences];
    if (required !== undefined) {
      if (value !== undefined && value !== required)
        throw new Error(`stand-in: refuses webPreferences.${name} = ${String(value)}`);
    } else if (!ALLOWED.has(name)) throw notImplemented(`webPreferences.${name}`);
  }
  if (preferences.offscreen === true) throw notImplemented('webPreferences.offscreen');
}
