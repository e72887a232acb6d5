import { describe, expect, it, vi } from 'vitest';
import { createPageMountTimeout } from '#main/app/page-mount-timeout.ts';

describe('createPageMountTimeout', () => {
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
