/**
 * Environment of a helper process. glibc keeps freed memory in one arena a thread, and raises the size from which a buffer is
 * returned at once to that of the largest one freed (mallopt(3)): after forty cards the imaging process held 580 MB and used
 * 110. Other systems' C libraries do not read these names.
 */
const RETURN_FREED_MEMORY = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/** @param env of the process that starts the helper. */
export const helperEnvironment = (
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> => ({ ...env, ...RETURN_FREED_MEMORY });
