import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { createForkHelper } from '#main/app/fork-helper.ts';
import type { Paths } from '#main/app/paths.ts';

const fork = vi.hoisted(() => vi.fn());
vi.mock('electron', () => ({ utilityProcess: { fork } }));

it('createForkHelper starts a helper with the environment of the app and malloc settings that return freed memory', () => {
  fork.mockReturnValue(new EventEmitter());
  createForkHelper({ helperFile: (entry) => `/app/${entry}.js` } as Paths, { LANG: 'bn_BD.UTF-8' })(
    'imaging',
  );
  expect(fork).toHaveBeenCalledExactlyOnceWith('/app/imaging.js', [], {
    serviceName: 'ekyc-imaging',
    stdio: 'ignore',
    env: {
      LANG: 'bn_BD.UTF-8',
      MALLOC_ARENA_MAX: '1',
      MALLOC_MMAP_THRESHOLD_: '131072',
      MALLOC_TRIM_THRESHOLD_: '131072',
    },
  });
});
