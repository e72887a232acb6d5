/** Detects navigation during an asynchronous call. */
import type { Router } from 'vue-router';

/**
 * @returns a function that stops watching and returns whether no navigation was started in the meantime. A comparison of
 * the current route is not sufficient, because a screen that is loaded for the first time becomes current only after
 * loading.
 */
export const watchNavigation = (router: Router): (() => boolean) => {
  let hasStayed = true;
  const stop = router.beforeEach(() => {
    hasStayed = false;
  });
  return () => {
    stop();
    return hasStayed;
  };
};
