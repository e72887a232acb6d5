/** Validates the sender of a message: only the top frame of the app's own page is accepted. */

/** What we need to know of Electron's WebFrameMain; `null` when the frame is gone. */
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
