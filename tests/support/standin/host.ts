/** State and event objects that the modules of the stand-in host share. */
import type { EventEmitter } from 'node:events';
import type { WebContents } from 'electron';
import type { Chromium } from './chromium.ts';
import type { IpcHub } from './ipc-main.ts';
import type { Sessions } from './session.ts';
import type { AppPackage, Settings } from './settings.ts';
import type { SchemeMap } from './urls.ts';

/** What the parts of the stand-in share. */
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

/** An event object with Electron's preventDefault. */
export interface StandInEvent {
  defaultPrevented: boolean;
  preventDefault(): void;
}

/** Makes an event object with more properties. */
export function makeEvent<T extends object>(properties: T): T & StandInEvent {
  return Object.assign(properties, {
    defaultPrevented: false,
    preventDefault(this: StandInEvent): void {
      this.defaultPrevented = true;
    },
  });
}
