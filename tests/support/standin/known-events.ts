/** Names of the events that the stand-in host emits, and of those that cannot occur on it. */

const splitNames = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Events of `app` that the stand-in emits, and those that cannot occur on it. A listener for any other event throws. */
export const APP_EVENTS = splitNames(`
  will-finish-launching ready window-all-closed before-quit will-quit quit second-instance web-contents-created
  browser-window-created render-process-gone child-process-gone activate certificate-error select-client-certificate login
  open-file open-url gpu-info-update accessibility-support-changed browser-window-focus browser-window-blur session-created
`);

/** Events of a window that the stand-in emits, and those of a desktop with several windows, which never occur here. */
export const WINDOW_EVENTS = splitNames(`
  ready-to-show close closed show hide focus blur unresponsive responsive minimize maximize unmaximize restore resize
  resized move moved enter-full-screen leave-full-screen enter-html-full-screen leave-html-full-screen page-title-updated
  app-command session-end query-session-end system-context-menu always-on-top-changed will-resize will-move
`);

/** Events of a page that the stand-in emits, and those that cannot occur on it, for example of a frozen page or a window frame. */
export const PAGE_EVENTS = splitNames(`
  did-finish-load did-fail-load dom-ready did-start-loading did-stop-loading did-navigate did-navigate-in-page
  will-navigate will-frame-navigate will-redirect will-attach-webview before-input-event render-process-gone
  console-message destroyed preload-error context-menu zoom-changed unresponsive responsive did-create-window
  certificate-error will-prevent-unload login select-client-certificate enter-html-full-screen leave-html-full-screen
  did-attach-webview focus blur page-title-updated select-bluetooth-device before-mouse-event did-fail-provisional-load
  did-frame-finish-load
`);
