import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from '#main/log/log.ts';
import { createHelper, type Helper, type HelperDeps } from '#main/process/helper.ts';
import { err, ok } from '#shared/result.ts';
import { forkNodeChild, type NodeChild } from '#tests/support/node-child.ts';

const entry = path.join(import.meta.dirname, 'echo-child.ts');
const MB = 1024 * 1024;
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const setUp = (
  overrides: Partial<HelperDeps> = {},
): { helper: Helper; children: NodeChild[]; readLog: () => string } => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'helper-'));
  const file = path.join(folder, 'test.log');
  const children: NodeChild[] = [];
  const fork = (): NodeChild => {
    const child = forkNodeChild(entry);
    children.push(child);
    return child;
  };
  const helper = createHelper({
    fork,
    timeoutMs: 20_000,
    failureCode: 'IMG-PROCESS',
    log: createLog({ file, stderr: false }),
    ...overrides,
  });
  cleanups.push(
    () => rmSync(folder, { recursive: true, force: true }),
    () => helper.stop(),
  );
  return { helper, children, readLog: () => readFileSync(file, 'utf8') };
};

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('createHelper', () => {
  it('starts the process once when it is prepared before the first request', async () => {
    const { helper, children } = setUp();
    helper.prepare();
    helper.prepare();
    expect(children).toHaveLength(1);
    expect(await helper.request('pid', null)).toEqual(ok(children[0]?.pid));
    expect(children).toHaveLength(1);
    await helper.stop();
    helper.prepare();
    expect(children).toHaveLength(1);
  });

  it('starts the process with the first request and uses it for the following ones', async () => {
    const { helper, children } = setUp();
    expect(children).toHaveLength(0);
    const first = await helper.request('pid', null);
    expect(await helper.request('pid', null)).toEqual(first);
    expect(children).toHaveLength(1);
  });

  it('transfers binary data unchanged in both directions', async () => {
    const { helper } = setUp();
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) % 256);
    const answer = await helper.request('echo', { bytes, name: 'ফাইল' });
    expect(answer.ok).toBe(true);
    const data = (answer as { data: { bytes: Uint8Array; name: string } }).data;
    expect(data.bytes).toBeInstanceOf(Uint8Array);
    expect(Buffer.compare(data.bytes, bytes)).toBe(0);
    expect(data.name).toBe('ফাইল');
  });

  it('matches concurrent requests with their own answers', async () => {
    const { helper, children } = setUp();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => helper.request('echo', index)),
    );
    expect(answers).toEqual(Array.from({ length: 50 }, (_, index) => ok(index)));
    expect(children).toHaveLength(1);
  });

  it('returns a failure of the handler with its parameters', async () => {
    const { helper } = setUp();
    expect(await helper.request('refuse', null)).toEqual(
      err('IMG-FORMAT', { params: { format: 'GIF' } }),
    );
  });

  it('returns its failure code on an exception, logs only the class of the error, and continues', async () => {
    const { helper, children, readLog } = setUp();
    expect(await helper.request('throw', null)).toEqual(err('IMG-PROCESS'));
    expect(await helper.request('echo', 1)).toEqual(ok(1));
    expect(children).toHaveLength(1);
    expect(readLog()).toContain('"error":"TypeError"');
    expect(readLog()).not.toContain('must not be logged');
  });

  it('rejects unknown methods, including inherited names', async () => {
    const { helper } = setUp();
    expect(await helper.request('constructor', null)).toEqual(err('IMG-PROCESS'));
  });

  it('fails only the request during which the process exited, and starts a new process for the next', async () => {
    const { helper, children, readLog } = setUp();
    const answers = await Promise.all([
      helper.request('echo', 1),
      helper.request('die', null),
      helper.request('echo', 2),
    ]);
    expect(answers).toEqual([ok(1), err('IMG-PROCESS'), ok(2)]);
    expect(children).toHaveLength(2);
    expect(readLog()).toContain('"event":"helper.exited","exitCode":3');
  });

  it('terminates a process that times out and serves the next request with a new one', async () => {
    const { helper, children } = setUp({ timeoutMs: 3_000 });
    await helper.request('pid', null);
    expect(await helper.request('hang', null)).toEqual(err('IMG-PROCESS'));
    expect(await helper.request('echo', 'next')).toEqual(ok('next'));
    expect(children).toHaveLength(2);
    await expect.poll(() => isRunning(children[0]!.pid), { timeout: 10_000 }).toBe(false);
  });

  it('terminates a process that sends an invalid message', async () => {
    const { helper, children } = setUp();
    expect(await helper.request('nonsense', null)).toEqual(err('IMG-PROCESS'));
    expect(await helper.request('echo', 'next')).toEqual(ok('next'));
    expect(children).toHaveLength(2);
  });

  it('stops restarting after too many crashes until the window has passed', async () => {
    let time = 0;
    const { helper, children } = setUp({
      crashLimit: { max: 2, withinMs: 60_000 },
      now: () => time,
    });
    expect(await helper.request('die', null)).toEqual(err('IMG-PROCESS'));
    expect(await helper.request('die', null)).toEqual(err('IMG-PROCESS'));
    expect(await helper.request('echo', 1)).toEqual(err('IMG-PROCESS'));
    expect(children).toHaveLength(2);
    time = 60_001;
    expect(await helper.request('echo', 2)).toEqual(ok(2));
    expect(children).toHaveLength(3);
  });

  it('ends an idle process above its memory limit without a failure, and serves the next request with a new one', async () => {
    const { helper, children, readLog } = setUp({
      maxIdleBytes: 400 * MB,
      // The ended process must not count as a crash.
      crashLimit: { max: 1, withinMs: 60_000 },
    });
    const firstAnswer = await helper.request('leak', 10);
    expect(await helper.request('leak', 10)).toEqual(firstAnswer);
    expect(children).toHaveLength(1);
    expect(await helper.request('leak', 500)).toEqual(firstAnswer);
    await expect.poll(() => isRunning(children[0]!.pid), { timeout: 10_000 }).toBe(false);
    expect(await helper.request('echo', 'next')).toEqual(ok('next'));
    expect(children).toHaveLength(2);
    expect(readLog()).toMatch(/"event":"helper.memory-limit-reached","bytes":\d{9}/);
  });

  it('does not end a process above its memory limit during a request', async () => {
    const { helper, children } = setUp({ maxIdleBytes: 400 * MB });
    const [largeAnswer, nextAnswer] = await Promise.all([
      helper.request('leak', 500),
      helper.request('wait', 500),
    ]);
    expect(largeAnswer.ok).toBe(true);
    expect(nextAnswer).toEqual(largeAnswer);
    await expect.poll(() => isRunning(children[0]!.pid), { timeout: 10_000 }).toBe(false);
  });

  it('does not end a process without a memory limit', async () => {
    const { helper, children } = setUp();
    const largeAnswer = await helper.request('leak', 500);
    expect(await helper.request('wait', 300)).toEqual(largeAnswer);
    expect(children).toHaveLength(1);
  });

  it('returns its failure code when the process cannot be started', async () => {
    const { helper } = setUp({
      fork: () => {
        throw new Error('no such program');
      },
    });
    expect(await helper.request('echo', 1)).toEqual(err('IMG-PROCESS'));
  });

  it('terminates its process on stop and answers pending requests', async () => {
    const { helper, children } = setUp();
    await helper.request('pid', null);
    const pending = [helper.request('hang', null), helper.request('echo', 1)];
    await helper.stop();
    expect(await Promise.all(pending)).toEqual([err('IMG-PROCESS'), err('IMG-PROCESS')]);
    expect(isRunning(children[0]!.pid)).toBe(false);
    expect(await helper.request('echo', 2)).toEqual(err('IMG-PROCESS'));
    expect(children).toHaveLength(1);
  });
});
