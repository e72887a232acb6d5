/**
 * Denies every permission except video for the app's own page during a camera lease. Both handlers are set, because Chromium
 * uses one for requests and the other for checks.
 */
import type { Session } from 'electron';
import type { CameraLease } from './camera-lease.ts';

export interface MediaQuestion {
  readonly permission: string;
  /** Address of the asking frame or its origin. */
  readonly asker: string;
  readonly isMainFrame: boolean;
  readonly mediaTypes: readonly string[];
}

/** The whole policy as one pure function. */
export const isAllowed = (
  question: MediaQuestion,
  pageOrigin: string,
  leaseHeld: boolean,
): boolean =>
  question.permission === 'media' &&
  leaseHeld &&
  question.isMainFrame &&
  (question.asker === pageOrigin || question.asker.startsWith(`${pageOrigin}/`)) &&
  question.mediaTypes.length > 0 &&
  question.mediaTypes.every((type) => type === 'video');

export const installPermissions = (
  session: Session,
  pageOrigin: string,
  lease: CameraLease,
): void => {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const mediaTypes = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const question = {
      permission,
      asker: details.requestingUrl,
      isMainFrame: details.isMainFrame,
      mediaTypes,
    };
    answer(isAllowed(question, pageOrigin, lease.held()));
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin, details) =>
    isAllowed(
      {
        permission,
        asker: requestingOrigin.replace(/\/$/, ''),
        isMainFrame: details.isMainFrame,
        mediaTypes: details.mediaType ? [details.mediaType] : [],
      },
      pageOrigin,
      lease.held(),
    ),
  );
  session.setDevicePermissionHandler(() => false);
};
