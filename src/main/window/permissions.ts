/**
 * Denies every permission except video for the app's own page during a camera lease. Both handlers are set, because Chromium
 * uses one for requests and the other for checks.
 */
import type { Session } from 'electron';
import type { CameraLease } from './camera-lease.ts';

export interface PermissionRequest {
  readonly permission: string;
  /** Address or origin of the requesting frame. */
  readonly requester: string;
  readonly isMainFrame: boolean;
  readonly mediaTypes: readonly string[];
}

/** Whether a permission is granted to a requester. */
export const isPermissionGranted = (
  request: PermissionRequest,
  pageOrigin: string,
  isLeaseHeld: boolean,
): boolean =>
  request.permission === 'media' &&
  isLeaseHeld &&
  request.isMainFrame &&
  (request.requester === pageOrigin || request.requester.startsWith(`${pageOrigin}/`)) &&
  request.mediaTypes.length > 0 &&
  request.mediaTypes.every((type) => type === 'video');

/** Installs the handlers for permission requests and checks, and a handler that denies every device. */
export const installPermissions = (
  session: Session,
  pageOrigin: string,
  lease: CameraLease,
): void => {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    const mediaTypes = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const request = {
      permission,
      requester: details.requestingUrl,
      isMainFrame: details.isMainFrame,
      mediaTypes,
    };
    callback(isPermissionGranted(request, pageOrigin, lease.isHeld()));
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin, details) =>
    isPermissionGranted(
      {
        permission,
        requester: requestingOrigin.replace(/\/$/, ''),
        isMainFrame: details.isMainFrame,
        mediaTypes: details.mediaType ? [details.mediaType] : [],
      },
      pageOrigin,
      lease.isHeld(),
    ),
  );
  session.setDevicePermissionHandler(() => false);
};
