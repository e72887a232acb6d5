import { EventEmitter } from 'node:events';
import type { App } from 'electron';
import { describe, expect, it } from 'vitest';
import { createExitGuard, EXIT_CODE_LEFT, installExitGuard } from '#main/app/exit-guard.ts';
import type { Log } from '#main/log/log.ts';

const setUp = (lockdown = true) => {
  const events: string[] = [];
  let time = 0;
  const log: Log = {
    info: () => undefined,
    warn: (event) => void events.push(event),
    error: () => undefined,
  };
  const guard = createExitGuard({ lockdown, now: () => time, log });
  const app = new EventEmitter();
  installExitGuard(app as unknown as App, guard);
  const window = new EventEmitter();
  app.emit('browser-window-created', {}, window);
  const isPrevented = (target: EventEmitter, name: string): boolean => {
    let prevented = false;
    target.emit(name, { preventDefault: () => (prevented = true) });
    return prevented;
  };
  return {
    guard,
    events,
    advanceTime: (ms: number) => (time += ms),
    tryToClose: () => isPrevented(window, 'close'),
    tryToQuit: () => isPrevented(app, 'before-quit'),
  };
};

describe('createExitGuard', () => {
  it('refuses to close a window and to quit until it is released', () => {
    const { guard, tryToClose, tryToQuit } = setUp();
    expect([tryToClose(), tryToQuit()]).toEqual([true, true]);
    guard.release('left');
    expect([tryToClose(), tryToQuit()]).toEqual([false, false]);
  });
  it('refuses nothing without lockdown', () => {
    const { tryToClose, tryToQuit, events } = setUp(false);
    expect([tryToClose(), tryToQuit()]).toEqual([false, false]);
    expect(events).toEqual([]);
  });
  it('logs a refusal once a minute', () => {
    const { tryToClose, events, advanceTime } = setUp();
    tryToClose();
    tryToClose();
    expect(events).toEqual(['app.exit-refused']);
    advanceTime(60_000);
    tryToClose();
    expect(events).toHaveLength(2);
  });
  it('sets the exit code for the watching process only when the kiosk was left', () => {
    const leftKiosk = setUp();
    leftKiosk.guard.release('left');
    leftKiosk.guard.release('session-end');
    expect(leftKiosk.guard.exitCode()).toBe(EXIT_CODE_LEFT);
    const endedSession = setUp();
    endedSession.guard.release('session-end');
    const restarted = setUp();
    restarted.guard.release('restart');
    expect(restarted.tryToQuit()).toBe(false);
    expect([endedSession, restarted, setUp()].map(({ guard }) => guard.exitCode())).toEqual([
      0, 0, 0,
    ]);
  });
});
