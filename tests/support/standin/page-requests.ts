/** Answers the requests of a page that only the host can decide: camera, new window, key event. */
import type { HandlerDetails, WindowOpenHandlerResponse } from 'electron';
import { notImplemented } from './strict-partial.ts';
import { checkMedia, requestMedia } from './permissions.ts';
import type { PermissionRequester } from './permissions.ts';
import type { SessionPolicy } from './session-policy.ts';

/** Dependencies of the requests of a page. */
export interface PageRequestsDeps {
  readonly policy: SessionPolicy;
  requester(): PermissionRequester;
  toApp(url: string): string;
  onKey(input: object): void;
  onWindowOpen(details: HandlerDetails): WindowOpenHandlerResponse;
}

/** Answers the requests that world-page.ts sends for the page: camera, new window, key event. */
export interface PageRequests {
  answer(kind: string, details: Record<string, unknown>): Promise<unknown>;
}

/** Creates the handler of one page's requests. */
export function createPageRequests(deps: PageRequestsDeps): PageRequests {
  const openWindow = (details: Record<string, unknown>): void => {
    const referrer = { url: deps.requester().url, policy: 'strict-origin-when-cross-origin' };
    const windowDetails = { ...details, url: deps.toApp(String(details['url'])), referrer };
    if (deps.onWindowOpen(windowDetails as unknown as HandlerDetails).action === 'deny') return;
    // Thrown where no code catches it, so that a test fails when Electron would open a window.
    queueMicrotask(() => {
      throw notImplemented('webContents: child windows');
    });
  };
  return {
    async answer(kind, details) {
      const { policy } = deps;
      if (kind === 'media') {
        return requestMedia(policy, deps.requester(), {
          video: details['video'] === true,
          audio: details['audio'] === true,
        });
      }
      if (kind === 'devices')
        return checkMedia(
          policy,
          deps.requester(),
          details['kind'] === 'microphone' ? 'audio' : 'video',
        );
      if (kind === 'key') deps.onKey(details);
      else openWindow(details);
      return undefined;
    },
  };
}
