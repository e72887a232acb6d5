import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAutosave, type SaveStatus } from '#renderer/features/registration/state/autosave.ts';
import { err, ok, type Result } from '#shared/result.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Creates a form with one value, and a store whose results the test sends. */
const createForm = () => {
  let pending: string | null = null;
  const sentBatches: string[] = [];
  const pendingSaves: ((result: Result<{ savedAt: number }>) => void)[] = [];
  const statuses: SaveStatus['state'][] = [];
  const autosave = createAutosave<string>({
    collectEdits: () => pending,
    save: (batch) => {
      sentBatches.push(batch);
      return new Promise((resolve) => void pendingSaves.push(resolve));
    },
    onSaved: (batch) => {
      if (pending === batch) pending = null;
    },
    onStatusChange: (status) => void statuses.push(status.state),
  });
  return {
    autosave,
    sentBatches,
    statuses,
    /** Changes the value; null undoes the edit. */
    type: (value: string | null): void => {
      pending = value;
      autosave.scheduleSave();
    },
    endSave: async (result: Result<{ savedAt: number }> = ok({ savedAt: 1 })): Promise<void> => {
      pendingSaves.shift()?.(result);
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
    expect(form.sentBatches).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(form.sentBatches).toEqual(['ab']);
    await form.endSave();
    expect(form.statuses).toEqual(['saving', 'saved']);
  });

  it('reports "saving" from the first keystroke, and "saved" when the edit was undone', async () => {
    const form = createForm();
    form.type('a');
    expect(form.statuses).toEqual(['saving']);
    form.type(null);
    await vi.advanceTimersByTimeAsync(400);
    expect(form.sentBatches).toEqual([]);
    expect(form.statuses).toEqual(['saving', 'saved']);
  });

  it('serialises saves and includes later edits in the next one', async () => {
    const form = createForm();
    form.type('a');
    form.autosave.saveImmediately();
    form.type('ab');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(form.sentBatches).toEqual(['a']);
    await form.endSave();
    expect(form.sentBatches).toEqual(['a', 'ab']);
  });

  it('reports a failed save, retries, and reports success', async () => {
    const form = createForm();
    form.type('a');
    form.autosave.saveImmediately();
    await form.endSave(err('STORE-FULL'));
    expect(form.statuses).toEqual(['saving', 'not-saved']);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(form.sentBatches).toEqual(['a', 'a']);
    await form.endSave();
    expect(form.statuses.at(-1)).toBe('saved');
  });

  it('flushes all edits, including those made while it waits', async () => {
    const form = createForm();
    form.type('a');
    const flushed = form.autosave.flush();
    form.type('ab');
    await form.endSave();
    await form.endSave();
    expect(await flushed).toBeNull();
    expect(form.sentBatches).toEqual(['a', 'ab']);
  });

  it('returns the error of a failed flush', async () => {
    const form = createForm();
    form.type('a');
    const flushed = form.autosave.flush();
    await form.endSave(err('STORE-WRITE'));
    expect((await flushed)?.code).toBe('STORE-WRITE');
  });

  it('saves nothing without edits', async () => {
    const form = createForm();
    expect(await form.autosave.flush()).toBeNull();
    expect(form.sentBatches).toEqual([]);
  });

  it('starts no save after stop', async () => {
    const form = createForm();
    form.type('a');
    form.autosave.stop();
    form.autosave.scheduleSave();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(form.sentBatches).toEqual([]);
  });
});
