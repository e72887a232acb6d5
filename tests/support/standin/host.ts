/** State that the modules of the stand-in host share. */
import type { EventEmitter } from 'node:events';
import type { WebContents } from 'electron';
import type { Chromium } from './chromium.ts';
import type { IpcHub } from './ipc-main.ts';
import type { Sessions } from './session.ts';
import type { AppPackage, Settings } from './settings.ts';
import type { SchemeMap } from './urls.ts';

export interface Host {
  readonly settings: Settings;
  readonly appPackage: AppPackage;
  readonly schemes: SchemeMap;
  readonly sessions: Sessions;
  readonly ipc: IpcHub;
  /** Emits what `app` emits. */
  readonly appEvents: EventEmitter;
  /** All live web contents by id. */
  readonly contents: Map<number, WebContents>;
  /** Live utility processes with their service names, by process id. */
  readonly utilities: Map<number, string>;
  /** Null until the app is ready. */
  chromium: Chromium | null;
  ready: boolean;
  quitting: boolean;
}
