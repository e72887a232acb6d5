/** Validates the sender of a message: only the top frame of the app's own page is accepted. */

/** The part of Electron's WebFrameMain that is used; `null` when the frame no longer exists. */
export interface SenderFrame {
  readonly url: string;
  readonly parent: unknown;
}

/** Whether the frame is the top frame of the page. @param pageOrigin scheme and host of the page, e.g. `app://kiosk`. */
export const isFromPage = (frame: SenderFrame | null, pageOrigin: string): boolean => {
  if (!frame || frame.parent !== null) return false;
  let url: URL;
  try {
    url = new URL(frame.url);
  } catch {
    return false;
  }
  return `${url.protocol}//${url.host}` === pageOrigin;
};
