import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { installMachineEvents } from '#main/app/machine-events.ts';
import type { Log } from '#main/log/log.ts';

const setUp = () => {
  const steps: string[] = [];
  const [powerMonitor, window, process] = [
    new EventEmitter(),
    new EventEmitter(),
    new EventEmitter(),
  ];
  let finishLocking: () => void = () => undefined;
  let failLocking: (error: Error) => void = () => undefined;
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (event) => void steps.push(event),
  };
  installMachineEvents({
    powerMonitor,
    window,
    process,
    lockNow: () => {
      steps.push('lock');
      return new Promise<void>((resolve, reject) => {
        finishLocking = resolve;
        failLocking = reject;
      });
    },
    onResumed: () => void steps.push('resumed'),
    end: () => void steps.push('end'),
    log,
  } as never);
  return {
    steps,
    powerMonitor,
    window,
    process,
    finishLocking: () => finishLocking(),
    failLocking: () => failLocking(new TypeError('store')),
  };
};
const waitForPromises = () => new Promise((resolve) => setImmediate(resolve));

describe('installMachineEvents', () => {
  it.each(['suspend', 'lock-screen'])('locks on %s and does not end', async (event) => {
    const { steps, powerMonitor, finishLocking } = setUp();
    powerMonitor.emit(event);
    finishLocking();
    await waitForPromises();
    expect(steps).toEqual(['lock']);
  });
  it.each(['resume', 'unlock-screen'])('reports %s', (event) => {
    const { steps, powerMonitor } = setUp();
    powerMonitor.emit(event);
    expect(steps).toEqual(['resumed']);
  });
  it('locks on the query for the end of the session, which Windows may cancel', () => {
    const { steps, window } = setUp();
    window.emit('query-session-end', {});
    expect(steps).toEqual(['lock']);
  });
  it.each(['session-end', 'SIGTERM', 'SIGHUP', 'shutdown'])(
    'saves and locks, then ends, on %s',
    async (event) => {
      const fixture = setUp();
      for (const emitter of [fixture.window, fixture.process, fixture.powerMonitor])
        emitter.emit(event);
      expect(fixture.steps).toEqual(['lock']);
      fixture.finishLocking();
      await waitForPromises();
      expect(fixture.steps).toEqual(['lock', 'end']);
    },
  );
  it('ends although locking fails, and records the failure', async () => {
    const { steps, process, failLocking } = setUp();
    process.emit('SIGTERM');
    failLocking();
    await waitForPromises();
    expect(steps).toEqual(['lock', 'machine.not-locked', 'end']);
  });
  it('delays a shutdown until the app has ended', () => {
    const { powerMonitor } = setUp();
    let isPrevented = false;
    powerMonitor.emit('shutdown', { preventDefault: () => (isPrevented = true) });
    expect(isPrevented).toBe(true);
  });
});
