import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { installMachineEvents } from '#main/app/machine-events.ts';
import type { Log } from '#main/log/log.ts';

const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const setUp = () => {
  const steps: string[] = [];
  const [powerMonitor, window, process] = [
    new EventEmitter(),
    new EventEmitter(),
    new EventEmitter(),
  ];
  let locked: () => void = () => undefined;
  installMachineEvents({
    powerMonitor,
    window,
    process,
    lockNow: () => {
      steps.push('lock');
      return new Promise<void>((resolve) => (locked = resolve));
    },
    onResumed: () => void steps.push('resumed'),
    end: () => void steps.push('end'),
    log,
  } as never);
  return { steps, powerMonitor, window, process, locked: () => locked() };
};
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('installMachineEvents', () => {
  it.each(['suspend', 'lock-screen'])('locks on %s and does not end', async (event) => {
    const { steps, powerMonitor, locked } = setUp();
    powerMonitor.emit(event);
    locked();
    await settled();
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
      const rig = setUp();
      for (const emitter of [rig.window, rig.process, rig.powerMonitor]) emitter.emit(event);
      expect(rig.steps).toEqual(['lock']);
      rig.locked();
      await settled();
      expect(rig.steps).toEqual(['lock', 'end']);
    },
  );
  it('holds a shutdown until the app has ended', () => {
    const { powerMonitor } = setUp();
    let held = false;
    powerMonitor.emit('shutdown', { preventDefault: () => (held = true) });
    expect(held).toBe(true);
  });
});
