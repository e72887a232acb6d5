import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRestartBudget } from '#main/app/restart-budget.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'restart-budget-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const MINUTE_MS = 60_000;

describe('createRestartBudget', () => {
  it('permits three restarts in ten minutes across processes, and more after that', () => {
    let time = 1_800_000_000_000;
    const file = path.join(folder, 'new', 'restarts.json');
    const spend = (): boolean => createRestartBudget({ file, now: () => time }).spend();
    expect([spend(), spend(), spend(), spend(), spend()]).toEqual([true, true, true, false, false]);
    time += 10 * MINUTE_MS;
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
