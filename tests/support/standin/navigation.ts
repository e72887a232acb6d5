/** The navigation events of a page on the stand-in host, in Electron’s order. */
import type { EventEmitter } from 'node:events';
import type { WebFrameMain } from 'electron';
import { createEvent } from './event.ts';

/** Decides about navigations as Electron does: those of the app are allowed, those of the page are announced to listeners first. */
export interface NavigationGuard {
  /** Records that the app is about to load this address. */
  expectNavigation(browserUrl: string): void;
  /** Records that the page is about to request this address. */
  recordRequest(browserUrl: string): void;
  /** Announces a navigation where Electron does. @returns whether a listener prevented it. */
  isBlocked(isMainFrame: boolean, appUrl: string, isRedirect: boolean): boolean;
}

const withoutHash = (url: string): string => url.replace(/#.*$/s, '');

/** `toApp` maps Chromium's addresses to the app's. */
export function createNavigationGuard(
  emitter: EventEmitter,
  frame: WebFrameMain,
  toApp: (url: string) => string,
): NavigationGuard {
  let expectedUrl: string | null = null;
  let requestedUrl: string | null = null;

  const emitNavigation = (name: string, isMainFrame: boolean, url: string): boolean => {
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
    expectNavigation: (browserUrl) => {
      expectedUrl = withoutHash(toApp(new URL(browserUrl).href));
    },
    recordRequest: (browserUrl) => {
      requestedUrl = withoutHash(toApp(browserUrl));
    },
    isBlocked(isMainFrame, appUrl, isRedirect) {
      if (isMainFrame && isRedirect) return emitNavigation('will-redirect', isMainFrame, appUrl);
      if (isMainFrame && expectedUrl === withoutHash(appUrl)) {
        expectedUrl = null;
        return false;
      }
      // A reload that no page requested comes from outside (a test, the browser's own keys); Electron does not announce it.
      const isExternalReload =
        isMainFrame &&
        withoutHash(frame.url) === withoutHash(appUrl) &&
        requestedUrl !== withoutHash(appUrl);
      requestedUrl = isMainFrame ? null : requestedUrl;
      if (isExternalReload) return false;
      if (emitNavigation('will-frame-navigate', isMainFrame, appUrl)) return true;
      return isMainFrame && emitNavigation('will-navigate', isMainFrame, appUrl);
    },
  };
}
