/** English texts of failures of scanners, cameras, barcode readers and printers. */
export const deviceErrors = {
  'SCAN-NOT-FOUND': {
    cause: 'The scanner was not found.',
    remedy: 'Check power and cable, choose another scanner, or use the camera.',
  },
  'SCAN-BUSY': {
    cause: 'The scanner is busy.',
    remedy: 'Wait until it has finished, then scan again.',
  },
  'SCAN-COVER-OPEN': { cause: 'The scanner’s cover is open.', remedy: 'Close it and scan again.' },
  'SCAN-JAMMED': {
    cause: 'Something is stuck in the scanner.',
    remedy: 'Remove it carefully and scan again.',
  },
  'SCAN-NO-DOCS': {
    cause: 'The scanner sees no card.',
    remedy: 'Lay the card on the glass and scan again.',
  },
  'SCAN-OFFLINE': {
    cause: 'The scanner does not answer.',
    remedy: 'Check power and cable and scan again, or use the camera.',
  },
  'SCAN-WARMING-UP': {
    cause: 'The scanner is warming up.',
    remedy: 'Wait half a minute, then scan again.',
  },
  'SCAN-IO': {
    cause: 'The connection to the scanner broke.',
    remedy: 'Check the cable and scan again, or use the camera.',
  },
  'SCAN-ACCESS-DENIED': {
    cause: 'This counter is not allowed to use the scanner.',
    remedy: 'Use the camera, and tell IT.',
  },
  'SCAN-CANCELLED': {
    cause: 'The scan was stopped.',
    remedy: 'Scan again when the card is in place.',
  },
  'SCAN-TIMEOUT': {
    cause: 'The scanner took too long.',
    remedy: 'Switch it off and on, then scan again, or use the camera.',
  },
  'SCAN-BAD-IMAGE': {
    cause: 'The scanner sent a picture that cannot be read.',
    remedy: 'Scan again, or use the camera.',
  },
  'SCAN-DRIVER-MISSING': {
    cause: 'The scanner software is missing on this computer.',
    remedy: 'Use the camera, and tell IT.',
  },
  'SCAN-DRIVER': {
    cause: 'The scanner’s software reports a fault.',
    remedy: 'Switch the scanner off and on, then scan again, or use the camera.',
  },
  'CODE-UNKNOWN': {
    cause: 'This is not the complete code of a national ID card.',
    remedy: 'Read the code on the back of the card again, or type the details.',
  },
  'CODE-INCOMPLETE': {
    cause: 'The reader stopped in the middle of the card’s code.',
    remedy: 'Read the card again.',
  },
  'SCAN-CERTIFICATE': {
    cause: 'The identity of the network scanner could not be verified.',
    remedy: 'Nothing was sent to it. Use the camera, and tell IT.',
  },
  'CAM-NONE': { cause: 'No camera was found.', remedy: 'Plug it in, or import a photo.' },
  'CAM-DENIED': {
    cause: 'This counter is not allowed to use the camera.',
    remedy: 'Import a photo, and tell IT.',
  },
  'CAM-IN-USE': {
    cause: 'Another program is using the camera.',
    remedy: 'Close that program, then try again.',
  },
  'CAM-TIMEOUT': {
    cause: 'The camera shows no picture.',
    remedy: 'Unplug it, plug it in again, then try again.',
  },
  'CAM-FAILED': { cause: 'The camera stopped.', remedy: 'Try again, or choose another camera.' },
  'CAM-UNPLUGGED': {
    cause: 'The camera was unplugged.',
    remedy: 'Plug it in again. It continues automatically.',
  },
  'CAM-BLACK': {
    cause: 'The camera sees nothing.',
    remedy: 'Open its cover or shutter. It continues automatically.',
  },
  'CAM-FROZEN': {
    cause: 'The camera picture is frozen.',
    remedy: 'Unplug it and plug it in again, or try again.',
  },
  'CAM-SMALL': {
    cause: 'The picture of this camera is too small.',
    remedy: 'Choose another camera, or import a photo.',
  },
  'PRINT-FAILED': {
    cause: 'The slip was not printed.',
    remedy: 'Check power and paper of the printer, then print again.',
  },
  'PRINT-TIMEOUT': {
    cause: 'The printer did not answer in time.',
    remedy: 'Check whether the slip was printed. Check power and paper before you print again.',
  },
  'PRINT-NO-PRINTER': {
    cause: 'The printer of this counter was not found.',
    remedy: 'Check its power and cable, then print again. If it happens again, tell IT.',
  },
  'PRINT-NOT-SET': {
    cause: 'There are several printers, and none is chosen.',
    remedy: 'Ask the branch lead to choose the printer in the settings.',
  },
  'PRINT-VIRTUAL': {
    cause: 'The chosen printer prints into a file, not on paper.',
    remedy: 'Ask the branch lead to choose another printer in the settings.',
  },
};
