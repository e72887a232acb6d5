/** Size and time limits of the product. Units are part of the names. */
export const limits = {
  /** The service needs a card picture at least this wide. */
  cardMinWidthPx: 1_000,
  /** ID-1 width 85.6 mm at 600 dpi; a larger picture has no more detail. */
  cardMaxWidthPx: 2_022,
  /** Height of the applicant's photo: enough for a face comparison. */
  photoMinHeightPx: 600,
  photoMaxHeightPx: 1_600,
  /** Target and upper limit per picture sent. */
  jpegTargetBytes: 700 * 1024,
  jpegMaxBytes: 1_536 * 1024,
  /** The picture a card was cut from, kept while the registration is open so that a person can cut it again. */
  sourceMaxSidePx: 5_000,
  sourceMaxBytes: 4 * 1024 * 1024,
  /** A file chosen or dropped by the clerk. A 600 dpi A4 TIFF without compression is 104 MB. */
  importMaxBytes: 128 * 1024 * 1024,
  /** A 600 dpi A4 scan has 35 megapixels; beyond this a picture is refused before it is decoded. */
  importMaxPixels: 60_000_000,
  /** What the decoder would have to hold: 60 megapixels of four channels, or a 600 dpi A4 scan of 16 bits a channel. */
  importMaxDecodedBytes: 240_000_000,
  /** Anything with a side below this cannot hold a readable card or face. */
  importMinSidePx: 200,
  /** Longest text in a call of the page. */
  ipcTextMaxChars: 4_096,
  /** A clerk's note on a decision, or reason for discarding. */
  noteMaxChars: 200,
  otpMinDigits: 4,
  otpMaxDigits: 8,
  /** The service's OTP lives three minutes. */
  otpLifeMs: 180_000,
  otpResendMs: 30_000,
  /** Wrong PINs in a row before a clerk must sign in by OTP, and before the lead PIN is refused for `leadPinWaitMs`. */
  pinTries: 5,
  leadPinWaitMs: 15 * 60_000,
  connectTimeoutMs: 10_000,
  /** Step 1 waits for the service's own card reading. */
  readCardTimeoutMs: 180_000,
  requestTimeoutMs: 30_000,
  /** lines of the verification log that cross the bridge at once. */
  logPageLines: 5_000,
  keychainTimeoutMs: 5_000,
  /** Handles of step 1 are perishable on the service. */
  handlesFreshMs: 24 * 60 * 60 * 1_000,
  /** Below the first the clerk is warned, below the second no registration begins. */
  diskLowBytes: 2 * 1024 * 1024 * 1024,
  diskFullBytes: 500 * 1024 * 1024,
  /** Kept in reserve on the disk for small writes when it is full. */
  ballastBytes: 64 * 1024 * 1024,
  scanTotalTimeoutMs: 90_000,
  scanStallTimeoutMs: 30_000,
  /** What the service accepts on the wire, in characters. */
  wire: { address: 1_000, text: 100, nid: 50, mobile: 20 },
} as const;
