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
  const setUp = ({ budget = 3, canShow = true } = {}) => {
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
        if (!canShow) throw new Error('no window');
      },
    });
    const readLogLines = () =>
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    return { failures, actions, readLogLines };
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
    const { failures, actions } = setUp({ budget: 0, canShow: false });
    failures.handle('APP-PAGE', 'page.not-loaded');
    await expect.poll(() => actions).toEqual(['show APP-PAGE', 'exit']);
  });

  it('only logs failures during shutdown', () => {
    const { failures, actions, readLogLines } = setUp();
    failures.stopHandling();
    failures.handle('APP-ERROR', 'app.unhandled-rejection', new Error('x'));
    expect(actions).toEqual([]);
    expect(readLogLines()).toHaveLength(1);
  });

  it('handles uncaught exceptions and rejections and logs them without their message', () => {
    const { failures, actions, readLogLines } = setUp();
    const fakeProcess = new EventEmitter();
    failures.install(fakeProcess as unknown as NodeJS.Process);
    fakeProcess.emit(
      'unhandledRejection',
      Object.assign(new RangeError('mobile 01300000042'), { code: 'ENOSPC' }),
    );
    fakeProcess.emit('uncaughtException', 'a string of 01300000042');
    expect(actions).toEqual(['restart']);
    expect(readLogLines().map(({ event, error, errorCode }) => [event, error, errorCode])).toEqual([
      ['app.unhandled-rejection', 'RangeError', 'ENOSPC'],
      ['app.relaunching', undefined, undefined],
      ['app.uncaught-exception', 'unknown', undefined],
    ]);
    expect(JSON.stringify(readLogLines())).not.toContain('0130');
  });
});
