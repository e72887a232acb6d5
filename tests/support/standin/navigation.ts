/** The navigation events of a page on the stand-in host, in Electron’s order. */
import type { EventEmitter } from 'node:events';
import type { WebFrameMain } from 'electron';
import { createEvent } from './event.ts';

/** Decides about navigations as Electron does: those of the app are allowed, and those of the page are announced first. */
export interface NavigationGuard {
  /** Records that the app is about to load this address. */
  expect(browserUrl: string): void;
  /** Records that the page is about to request this address. */
  requested(browserUrl: string): void;
  /** Announces a navigation where Electron does. @returns whether a listener prevented it. */
  blocked(isMainFrame: boolean, appUrl: string, redirected: boolean): boolean;
}

const withoutHash = (url: string): string => url.replace(/#.*$/s, '');

/** `toApp` maps Chromium's addresses to the app's. */
export function createNavigationGuard(
  emitter: EventEmitter,
  frame: WebFrameMain,
  toApp: (url: string) => string,
): NavigationGuard {
  let expected: string | null = null;
  let requested: string | null = null;

  const announce = (name: string, isMainFrame: boolean, url: string): boolean => {
    const event = createEvent({
      url,
      isSameDocument: false,
      isMainFrame,
      frame: isMainFrame ? frame : null,
      initiator: frame,
    });
    emitter.emit(name, event, url, false, isMainFrame, 0, 0);
    return event.defaultPrevented;
  };
  return {
    // Chromium reports addresses in their normal form (a slash after the host), so they are compared in that form.
    expect: (browserUrl) => {
      expected = withoutHash(toApp(new URL(browserUrl).href));
    },
    requested: (browserUrl) => {
      requested = withoutHash(toApp(browserUrl));
    },
    blocked(isMainFrame, appUrl, redirected) {
      if (isMainFrame && redirected) return announce('will-redirect', isMainFrame, appUrl);
      if (isMainFrame && expected === withoutHash(appUrl)) {
        expected = null;
        return false;
      }
      // A reload that no page requested comes from outside (a test, the browser's own keys); Electron does not announce it.
      const reloaded =
        isMainFrame &&
        withoutHash(frame.url) === withoutHash(appUrl) &&
        requested !== withoutHash(appUrl);
      requested = isMainFrame ? null : requested;
      if (reloaded) return false;
      if (announce('will-frame-navigate', isMainFrame, appUrl)) return true;
      return isMainFrame && announce('will-navigate', isMainFrame, appUrl);
    },
  };
}
