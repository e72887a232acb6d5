/** Decides camera and microphone requests with the app’s permission handlers. */
import type { WebContents } from 'electron';
import type { SessionPolicy } from './session-policy.ts';
import { originOf } from './urls.ts';

/** The page that requests a permission. */
export interface PermissionRequester {
  readonly webContents: WebContents;
  readonly url: string;
}

/** Calls the check handler for one kind of device with the details that Electron passes. Without a handler everything is allowed. */
export function checkMedia(
  policy: SessionPolicy,
  requester: PermissionRequester,
  mediaType: 'video' | 'audio' | 'unknown',
): boolean {
  const origin = `${originOf(requester.url)}/`;
  const details = {
    mediaType,
    securityOrigin: origin,
    requestingUrl: requester.url,
    isMainFrame: true,
    embeddingOrigin: origin,
  };
  return policy.permissionCheck?.(requester.webContents, 'media', origin, details) ?? true;
}

/** Requests a camera or a microphone as getUserMedia does in Electron: calls the check handler first, then the request handler. */
export async function requestMedia(
  policy: SessionPolicy,
  requester: PermissionRequester,
  kinds: { video: boolean; audio: boolean },
): Promise<boolean> {
  const mediaTypes = [
    ...(kinds.video ? ['video' as const] : []),
    ...(kinds.audio ? ['audio' as const] : []),
  ];
  if (!mediaTypes.every((mediaType) => checkMedia(policy, requester, mediaType))) return false;
  const handler = policy.permissionRequest;
  if (handler === null) return true;
  const details = {
    mediaTypes,
    securityOrigin: `${originOf(requester.url)}/`,
    requestingUrl: requester.url,
    isMainFrame: true,
  };
  return new Promise((resolve) => {
    handler(requester.webContents, 'media', resolve, details);
  });
}
