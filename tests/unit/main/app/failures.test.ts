import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFailures } from '#main/app/failures.ts';
import { createLog } from '#main/log/log.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'failures-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('createFailures', () => {
  const setUp = ({ budget = 3, showFails = false } = {}) => {
    let restartsLeft = budget;
    const actions: string[] = [];
    const file = path.join(folder, 'kiosk.log');
    const failures = createFailures({
      log: createLog({ file, stderr: false }),
      budget: { spend: () => restartsLeft-- > 0 },
      restart: () => void actions.push('restart'),
      exit: () => void actions.push('exit'),
      show: async (code, detail) => {
        actions.push(`show ${code} ${detail}`.trim());
        if (showFails) throw new Error('no window');
      },
    });
    const lines = () =>
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    return { failures, actions, lines };
  };

  it('restarts within the budget, once per process', () => {
    const { failures, actions } = setUp();
    failures.handle('APP-PAGE', 'page.not-mounted');
    failures.handle('APP-PAGE', 'page.not-mounted');
    expect(actions).toEqual(['restart']);
  });

  it('shows the failure page with class and code of the error when the budget is exhausted', () => {
    const { failures, actions } = setUp({ budget: 0 });
    failures.handle(
      'APP-ERROR',
      'app.uncaught-exception',
      Object.assign(new TypeError('01300000042'), { code: 'EACCES' }),
    );
    expect(actions).toEqual(['show APP-ERROR TypeError · EACCES']);
  });

  it('shows a failure of the start at once', () => {
    const { failures, actions } = setUp();
    failures.showPage(
      'APP-START',
      'app.start-failed',
      new Error('missing', { cause: new SyntaxError('x') }),
    );
    expect(actions).toEqual(['show APP-START Error']);
  });

  it('exits when the failure page cannot be shown', async () => {
    const { failures, actions } = setUp({ budget: 0, showFails: true });
    failures.handle('APP-PAGE', 'page.not-loaded');
    await expect.poll(() => actions).toEqual(['show APP-PAGE', 'exit']);
  });

  it('only logs failures during shutdown', () => {
    const { failures, actions, lines } = setUp();
    failures.stopHandling();
    failures.handle('APP-ERROR', 'app.unhandled-rejection', new Error('x'));
    expect(actions).toEqual([]);
    expect(lines()).toHaveLength(1);
  });

  it('handles uncaught exceptions and rejections and logs them without their message', () => {
    const { failures, actions, lines } = setUp();
    const target = new EventEmitter();
    failures.install(target as unknown as NodeJS.Process);
    target.emit(
      'unhandledRejection',
      Object.assign(new RangeError('mobile 01300000042'), { code: 'ENOSPC' }),
    );
    target.emit('uncaughtException', 'a string of 01300000042');
    expect(actions).toEqual(['restart']);
    expect(lines().map(({ event, error, errorCode }) => [event, error, errorCode])).toEqual([
      ['app.unhandled-rejection', 'RangeError', 'ENOSPC'],
      ['app.relaunching', undefined, undefined],
      ['app.uncaught-exception', 'unknown', undefined],
    ]);
    expect(JSON.stringify(lines())).not.toContain('0130');
  });
});
