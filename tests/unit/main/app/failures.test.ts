import { EventEmitter } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { renderFailurePage, RETRY_URL } from '#main/app/failure-page.ts';
import { createFailures } from '#main/app/failures.ts';
import { createPageMountTimeout } from '#main/app/page-mount-timeout.ts';
import { createRestartBudget } from '#main/app/restart-budget.ts';
import { createLog } from '#main/log/log.ts';
import { failureCodes, failureTexts } from '#shared/failure-texts.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'failures-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const MINUTE = 60_000;

describe('createRestartBudget', () => {
  it('permits three restarts in ten minutes across processes, and more after that', () => {
    let time = 1_800_000_000_000;
    const file = path.join(folder, 'new', 'restarts.json');
    const spend = (): boolean => createRestartBudget({ file, now: () => time }).spend();
    expect([spend(), spend(), spend(), spend(), spend()]).toEqual([true, true, true, false, false]);
    time += 10 * MINUTE;
    expect(spend()).toBe(true);
  });

  it('permits no restart when the count cannot be written', () => {
    const file = path.join(folder, 'restarts.json');
    mkdirSync(file);
    expect(createRestartBudget({ file, now: () => 1 }).spend()).toBe(false);
  });

  it('recovers from a clock that was ahead and from a damaged file', () => {
    const file = path.join(folder, 'restarts.json');
    writeFileSync(file, JSON.stringify([9e12, 9e12, 9e12]));
    expect(createRestartBudget({ file, now: () => 1_000 }).spend()).toBe(true);
    writeFileSync(file, '{');
    chmodSync(file, 0o600);
    expect(createRestartBudget({ file, now: () => 1_000 }).spend()).toBe(true);
  });
});

describe('failure handling', () => {
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

describe('page watch', () => {
  it('reports a page that does not mount or reports an error, and not one that mounted', async () => {
    const failed = vi.fn();
    const watch = createPageMountTimeout({ timeoutMs: 20, onFailed: failed });
    watch.start();
    await expect.poll(() => failed).toHaveBeenCalledTimes(1);
    watch.start();
    watch.onMounted(true);
    await new Promise<void>((resolve) =>
      createPageMountTimeout({ timeoutMs: 60, onFailed: resolve }).start(),
    );
    expect(failed).toHaveBeenCalledTimes(1);
    watch.onMounted(false);
    expect(failed).toHaveBeenCalledTimes(2);
  });
});

describe('failure page', () => {
  it.each(failureCodes)('shows cause, contact and code in both languages: %s', (code) => {
    const html = renderFailurePage({
      code,
      detail: 'TypeError · EACCES',
      helpline: '01300009999',
      font: null,
    });
    for (const language of ['en', 'bn'] as const) {
      expect(html).toContain(failureTexts[language][code].cause);
      expect(html).toContain(failureTexts[language][code].remedy);
    }
    expect(html).toContain(`${code} · TypeError · EACCES`);
    expect(html.match(/01300009999/g)).toHaveLength(2);
    const links = [...html.matchAll(/href="([^"]+)"/g)].map(
      ([, href]) => new URL(href ?? '', 'app://kiosk/index.html').href,
    );
    expect(links).toEqual([RETRY_URL, RETRY_URL]);
    expect(html).not.toMatch(/<script/i);
  });

  it('escapes settings and shows "IT" when no number is configured', () => {
    expect(
      renderFailurePage({ code: 'APP-START', detail: '', helpline: '<img src=x>', font: null }),
    ).not.toContain('<img');
    expect(
      renderFailurePage({ code: 'APP-START', detail: '', helpline: '', font: null }),
    ).toContain('your bank’s IT');
  });
});
