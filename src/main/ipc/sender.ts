/** Validates the sender of a message: only the top frame of the app's own page is accepted. */

/** The part of Electron's WebFrameMain that is used; `null` when the frame no longer exists. */
export interface SenderFrame {
  readonly url: string;
  readonly parent: unknown;
}

/** @param pageOrigin scheme and host of the app's page, e.g. `app://kiosk`. */
export const isOurPage = (frame: SenderFrame | null, pageOrigin: string): boolean => {
  if (!frame || frame.parent !== null) return false;
  let url: URL;
  try {
    url = new URL(frame.url);
  } catch {
    return false;
  }
  return `${url.protocol}//${url.host}` === pageOrigin;
};
