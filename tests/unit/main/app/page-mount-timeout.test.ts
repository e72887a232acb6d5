import { describe, expect, it, vi } from 'vitest';
import { createPageMountTimeout } from '#main/app/page-mount-timeout.ts';

describe('createPageMountTimeout', () => {
  it('calls onFailed for a page that does not mount or that reports an error, and not for one that mounted', async () => {
    const onFailed = vi.fn();
    const timeout = createPageMountTimeout({ timeoutMs: 20, onFailed });
    timeout.start();
    await expect.poll(() => onFailed).toHaveBeenCalledTimes(1);
    timeout.start();
    timeout.onMounted(true);
    await new Promise<void>((resolve) =>
      createPageMountTimeout({ timeoutMs: 60, onFailed: resolve }).start(),
    );
    expect(onFailed).toHaveBeenCalledTimes(1);
    timeout.onMounted(false);
    expect(onFailed).toHaveBeenCalledTimes(2);
  });
});
