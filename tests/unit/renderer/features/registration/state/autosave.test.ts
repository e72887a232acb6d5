import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAutosave, type SaveStatus } from '#renderer/features/registration/state/autosave.ts';
import { err, ok, type Result } from '#shared/result.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A form with one value, and a store whose answers the test sends. */
const createForm = () => {
  let pending: string | null = null;
  const sent: string[] = [];
  const waiting: ((answer: Result<{ savedAt: number }>) => void)[] = [];
  const statuses: SaveStatus['state'][] = [];
  const autosave = createAutosave<string>({
    collect: () => pending,
    save: (batch) => {
      sent.push(batch);
      return new Promise((resolve) => void waiting.push(resolve));
    },
    onSaved: (batch) => {
      if (pending === batch) pending = null;
    },
    onStatus: (status) => void statuses.push(status.state),
  });
  return {
    autosave,
    sent,
    statuses,
    /** With null the edit is undone. */
    type: (value: string | null): void => {
      pending = value;
      autosave.scheduleSave();
    },
    answer: async (answer: Result<{ savedAt: number }> = ok({ savedAt: 1 })): Promise<void> => {
      waiting.shift()?.(answer);
      await vi.advanceTimersByTimeAsync(0);
    },
  };
};

describe('createAutosave', () => {
  it('saves once, 400 ms after the last keystroke', async () => {
    const form = createForm();
    form.type('a');
    await vi.advanceTimersByTimeAsync(399);
    form.type('ab');
    await vi.advanceTimersByTimeAsync(399);
    expect(form.sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(form.sent).toEqual(['ab']);
    await form.answer();
    expect(form.statuses).toEqual(['saving', 'saved']);
  });

  it('reports "saving" from the first keystroke, and "saved" when the edit was undone', async () => {
    const form = createForm();
    form.type('a');
    expect(form.statuses).toEqual(['saving']);
    form.type(null);
    await vi.advanceTimersByTimeAsync(400);
    expect(form.sent).toEqual([]);
    expect(form.statuses).toEqual(['saving', 'saved']);
  });

  it('serialises saves and includes later edits in the next one', async () => {
    const form = createForm();
    form.type('a');
    form.autosave.saveImmediately();
    form.type('ab');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(form.sent).toEqual(['a']);
    await form.answer();
    expect(form.sent).toEqual(['a', 'ab']);
  });

  it('reports a failed save, retries, and reports success', async () => {
    const form = createForm();
    form.type('a');
    form.autosave.saveImmediately();
    await form.answer(err('STORE-FULL'));
    expect(form.statuses).toEqual(['saving', 'not-saved']);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(form.sent).toEqual(['a', 'a']);
    await form.answer();
    expect(form.statuses.at(-1)).toBe('saved');
  });

  it('flushes all edits, including those made while it waits', async () => {
    const form = createForm();
    form.type('a');
    const flushed = form.autosave.flush();
    form.type('ab');
    await form.answer();
    await form.answer();
    expect(await flushed).toBeNull();
    expect(form.sent).toEqual(['a', 'ab']);
  });

  it('returns the error of a failed flush', async () => {
    const form = createForm();
    form.type('a');
    const flushed = form.autosave.flush();
    await form.answer(err('STORE-WRITE'));
    expect((await flushed)?.code).toBe('STORE-WRITE');
  });

  it('saves nothing without edits', async () => {
    const form = createForm();
    expect(await form.autosave.flush()).toBeNull();
    expect(form.sent).toEqual([]);
  });

  it('starts no save after stop', async () => {
    const form = createForm();
    form.type('a');
    form.autosave.stop();
    form.autosave.scheduleSave();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(form.sent).toEqual([]);
  });
});
