/** Limits shared by both processes. `wireMaxChars` is in characters; other units are part of the names. */
export const limits = {
  /** Minimum width that the service requires of a card's picture. */
  cardMinWidthPx: 1_000,
  /** The width of an ID-1 card, 85.6 mm, at 600 dpi. A wider picture contains no more detail. */
  cardMaxWidthPx: 2_022,
  /** Minimum for a face comparison. */
  photoMinHeightPx: 600,
  photoMaxHeightPx: 1_600,
  /** Target and limit of each JPEG that is sent to the service. */
  jpegTargetBytes: 700 * 1024,
  jpegMaxBytes: 1_536 * 1024,
  /** The scan from which a card is cropped. It is stored until submission, so that the corners can be corrected. */
  scanMaxSidePx: 5_000,
  scanMaxBytes: 4 * 1024 * 1024,
  /** Limit of an imported file. An uncompressed A4 scan at 600 dpi is 104 MB. */
  importMaxBytes: 128 * 1024 * 1024,
  /** An A4 scan at 600 dpi has 35 megapixels. Larger pictures are refused before they are decoded. */
  importMaxPixels: 60_000_000,
  /** Memory of a decoded picture: 60 megapixels of four channels, or an A4 scan at 600 dpi with 16 bits per channel. */
  importMaxDecodedBytes: 240_000_000,
  /** Maximum number of entries of one folder in the file chooser. */
  fileChooserMaxEntries: 10_000,
  /** A smaller picture contains no readable card or face. */
  importMinSidePx: 200,
  /** Maximum length of a text in an IPC call. */
  ipcTextMaxChars: 4_096,
  /** Maximum length of a decision's note and of a reason for discarding. */
  noteMaxChars: 200,
  /** Period in which the discard of a draft can be undone. */
  undoDiscardMs: 10_000,
  otpMinDigits: 4,
  otpMaxDigits: 8,
  /** Validity of an OTP according to the service's document. */
  otpValidityMs: 180_000,
  otpResendCooldownMs: 30_000,
  /**
   * Consecutive wrong PINs after which a clerk must sign in by OTP, and after which the lead PIN is locked for
   * `leadPinLockoutMs`.
   */
  pinMaxAttempts: 5,
  leadPinLockoutMs: 15 * 60_000,
  connectTimeoutMs: 10_000,
  /** Long, because the service reads the card before it answers. */
  readCardTimeoutMs: 180_000,
  requestTimeoutMs: 30_000,
  /** Maximum number of entries of the verification log per IPC message. */
  logPageMaxEntries: 5_000,
  keychainTimeoutMs: 5_000,
  /** The service expires the handles of step 1. Older ones are requested again. */
  handleMaxAgeMs: 24 * 60 * 60 * 1_000,
  /** Free disk space below which the clerk is warned, and below which no registration can be started. */
  diskLowBytes: 2 * 1024 * 1024 * 1024,
  diskFullBytes: 500 * 1024 * 1024,
  /** Size of the ballast file, which is deleted when the disk is full so that small writes succeed. */
  ballastBytes: 64 * 1024 * 1024,
  scanTotalTimeoutMs: 90_000,
  scanStallTimeoutMs: 30_000,
  /** Maximum number of entries of a configured list of choices. */
  choiceListMaxEntries: 200,
  /** Maximum lengths that the service accepts. */
  wireMaxChars: { address: 1_000, text: 100, nid: 50, mobile: 20 },
} as const;
