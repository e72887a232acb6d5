/**
 * Every failure a person can meet, as the code that is shown to them in small type for IT.
 * Each has a cause and a remedy in both languages (renderer/i18n) and a line in docs/errors.md; tests hold them together.
 */
export const errorCodes = [
  // Sign-in and session
  'OTP-WRONG',
  'OTP-REFUSED',
  'SESSION-NEEDED',
  'SESSION-ENDED',
  'SESSION-ROLE',
  // Lock and PINs
  'LOCKED',
  'PIN-WRONG',
  'PIN-BLOCKED',
  'PIN-TRIVIAL',
  'LEAD-PIN-NONE',
  'LEAD-PIN-WRONG',
  'LEAD-PIN-WAIT',
  // The way to the service
  'NET-DNS',
  'NET-REFUSED',
  'NET-CONNECT-TIMEOUT',
  'NET-TLS',
  'NET-PROXY',
  'NET-TIMEOUT',
  'NET-CUT',
  'NET-GATEWAY',
  'NET-CANCELLED',
  // What the service answered
  'SVC-NOT-JSON',
  'SVC-ANSWER',
  'SVC-BROKEN',
  'SVC-TOO-LARGE',
  'SVC-THROTTLED',
  'SVC-REFUSED',
  'SVC-UNREAD',
  'SVC-REDIRECT',
  'SVC-NOT-FOUND',
  'SEND-UNKNOWN',
  // Settings
  'CFG-URL',
  // Pictures
  'IMG-NOT-IMAGE',
  'IMG-FORMAT',
  'IMG-PIXELS',
  'IMG-TOO-SMALL',
  'IMG-BROKEN',
  'IMG-FILE-SIZE',
  'IMG-PROCESS',
  // Scanners
  'SCAN-NOT-FOUND',
  'SCAN-BUSY',
  'SCAN-COVER-OPEN',
  'SCAN-JAMMED',
  'SCAN-NO-DOCS',
  'SCAN-OFFLINE',
  'SCAN-WARMING-UP',
  'SCAN-IO',
  'SCAN-ACCESS-DENIED',
  'SCAN-CANCELLED',
  'SCAN-TIMEOUT',
  'SCAN-BAD-IMAGE',
  'SCAN-DRIVER-MISSING',
  'SCAN-DRIVER',
  // Cameras
  'CAM-NONE',
  'CAM-DENIED',
  'CAM-IN-USE',
  'CAM-TIMEOUT',
  'CAM-FAILED',
  // Keychain and store
  'KEY-UNAVAILABLE',
  'KEY-TIMEOUT',
  'STORE-FULL',
  'STORE-WRITE',
  'STORE-DAMAGED',
  'STORE-KEY-LOST',
  'STORE-ROLLED-BACK',
  'STORE-LOST',
  'STORE-RECORD',
  'DISK-LOW',
  // Keys on paper, and registrations that change the counter
  'KEY-GROUP',
  'KEY-WRONG',
  'MOVE-NONE',
  'MOVE-WRITE',
  'MOVE-FILE',
  'MOVE-COUNTER',
  'MOVE-OUT',
  'REG-KNOWN',
  // Registrations
  'REG-NOT-FOUND',
  'REG-STATE',
  'REG-INCOMPLETE',
  'REG-NO-CARD',
  'REG-NO-PHOTO',
  'REG-NO-CONSENT',
  'REG-TOO-SOON',
  // Slips
  'PRINT-FAILED',
  // The bridge between page and main process
  'IPC-INPUT',
  'IPC-SENDER',
  'IPC-INTERNAL',
] as const;

export type ErrorCode = (typeof errorCodes)[number];
