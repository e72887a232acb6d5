/** English texts of failures, by error code: cause and remedy. */
import { deviceErrors } from './device-errors.ts';
import { failureTexts } from '#shared/failure-texts.ts';

/**
 * Each text states what happened and what to do, in two short sentences and without blame. The code is displayed beside
 * it in small type. Texts must be complete without params.
 */
export const errors = {
  ...deviceErrors,
  'OTP-WRONG': {
    cause: 'That code is wrong or too old.',
    remedy: 'Look at the last SMS, or resend.',
  },
  'OTP-REFUSED': {
    cause: 'The service did not send a code.',
    remedy: 'Check the number and try again. If it stays so, tell your branch lead.',
  },
  'OTP-UNKNOWN': {
    cause: 'The service knows no clerk with this number.',
    remedy: 'Check the number. If it is right, ask your branch lead to have it registered.',
  },
  'SIGN-IN-REFUSED': {
    cause: 'The service does not let you sign in.',
    remedy: 'Ask your branch lead whether your account is disabled.',
  },
  'SESSION-NEEDED': {
    cause: 'Nobody is signed in.',
    remedy: 'Sign in first; what is open stays as it is.',
  },
  'SESSION-ENDED': {
    cause: 'The service ended your session.',
    remedy: 'Sign in again; the form stays as it is.',
  },
  'SESSION-ROLE': {
    cause: 'This clerk may not do this at the service.',
    remedy: 'Ask your branch lead to have the role changed. Signing in again does not help.',
  },
  LOCKED: {
    cause: 'The counter is locked.',
    remedy: 'Unlock it with your PIN; what is open stays as it is.',
  },
  'PIN-WRONG': {
    cause: 'Wrong PIN.',
    remedy: 'Try again, or sign in with an OTP; nothing is lost.',
  },
  'PIN-BLOCKED': {
    cause: 'The PIN does not unlock this counter now.',
    remedy: 'Sign in with an OTP, then choose a new PIN; nothing is lost.',
  },
  'PIN-TRIVIAL': {
    cause: 'This PIN is easy to guess.',
    remedy: 'Choose six digits that are no row, no repeat and not in your mobile number.',
  },
  'LEAD-PIN-NONE': {
    cause: 'This counter has no lead PIN yet.',
    remedy: 'Let your branch lead choose it here.',
  },
  'LEAD-PIN-DAMAGED': {
    cause: 'The lead PIN of this counter cannot be read.',
    remedy: 'Only IT can have a new one chosen, by the policy of this machine. Call IT.',
  },
  'LEAD-PIN-WRONG': {
    cause: 'That is not the lead PIN.',
    remedy: 'Let your branch lead type it. After five wrong ones this counter waits 15 minutes.',
  },
  'LEAD-PIN-WAIT': {
    cause: 'Five wrong lead PINs.',
    remedy: 'Wait 15 minutes, then let your branch lead type it.',
  },
  'NET-DNS': {
    cause: 'The name of the service is not found on the network.',
    remedy: 'Carry on: registrations wait here. Tell IT if it stays so.',
  },
  'NET-REFUSED': {
    cause: 'The service refuses the connection.',
    remedy: 'Carry on: registrations wait here and go when it answers.',
  },
  'NET-CONNECT-TIMEOUT': {
    cause: 'The connection to the service is down.',
    remedy: 'Carry on: registrations wait here and go when it returns.',
  },
  'NET-TLS': {
    cause: 'The connection to the service is not secure.',
    remedy: 'Nothing was sent. Check the date and time of this machine, then tell IT.',
  },
  'NET-PROXY': {
    cause: 'The bank’s proxy does not let the connection through.',
    remedy: 'Nothing was sent. Tell IT.',
  },
  'NET-PROXY-AUTH': {
    cause: 'The bank’s proxy asks this computer to sign in ({cause}), which the kiosk cannot do.',
    remedy:
      'Nothing was sent. Tell IT: the proxy must let this computer reach the service without it.',
  },
  'NET-TIMEOUT': {
    cause: 'The service did not answer in time.',
    remedy: 'Wait a moment, then try again.',
  },
  'NET-CUT': {
    cause: 'The connection broke before the answer came.',
    remedy: 'Check the network cable, then try again.',
  },
  'NET-GATEWAY': {
    cause: 'The service is not there at the moment.',
    remedy: 'Carry on: registrations wait here and go when it returns.',
  },
  'NET-CANCELLED': {
    cause: 'It was stopped before the answer came.',
    remedy: 'Start it again when you are ready.',
  },
  'SVC-NOT-JSON': {
    cause: 'Something other than the service answered.',
    remedy: 'The network may want a sign-in of its own. Tell IT if it stays so.',
  },
  'SVC-ANSWER': {
    cause: 'The service’s answer cannot be understood.',
    remedy: 'Try again. If it stays so, tell IT.',
  },
  'SVC-BROKEN': {
    cause: 'The service has a fault of its own.',
    remedy: 'Wait a few minutes, then try again.',
  },
  'SVC-TOO-LARGE': {
    cause: 'The pictures are too large for the service, even made smaller.',
    remedy: 'Take them again, closer and without background.',
  },
  'SVC-THROTTLED': { cause: 'The service asks to wait.', remedy: 'Wait a minute, then try again.' },
  'SVC-REFUSED': {
    cause: 'The service refused it.',
    remedy: 'Do what its reason says. Without a reason, try again; if it stays so, tell IT.',
  },
  'SVC-DECLINED': {
    cause: 'The service did not answer this question.',
    remedy: 'Try again later. If it stays so, tell IT.',
  },
  'SVC-UNDER-WAY': {
    cause: 'This customer is registered already and is being verified.',
    remedy: 'Wait for the verdict. There is nothing to correct.',
  },
  'SVC-UNREAD': {
    cause: 'The service could not read this card.',
    remedy: 'Retake it without glare, or type the details.',
  },
  'SVC-REDIRECT': {
    cause: 'The service sends us to another address.',
    remedy: 'Nothing was sent there. Tell IT to check the service address.',
  },
  'SVC-NOT-FOUND': {
    cause: 'The service has no record of this number.',
    remedy: 'Compare the number with the customer’s, then ask again.',
  },
  'SEND-UNKNOWN': {
    cause: 'The form was sent but no clear answer came.',
    remedy: 'The counter is asking; do not register again.',
  },
  ...failureTexts.en,
  'CFG-MISSING': {
    cause: 'This counter is not set up. Missing or wrong: {settings}.',
    remedy: 'Nothing is registered here until IT has set it. Call IT.',
  },
  'CFG-WRONG': {
    cause: 'Settings with a wrong value: {settings}.',
    remedy: 'The counter uses the usual value in their place. Tell IT; the other settings hold.',
  },
  'CFG-POLICY': {
    cause: 'The bank’s policy for this counter cannot be used: {problem}.',
    remedy: 'Nothing is sent or registered here until IT corrects it. Call IT.',
  },
  'CFG-LOCKED': {
    cause: 'The bank has fixed this setting.',
    remedy: 'Only IT can change it, in the policy of this machine.',
  },
  'CFG-HOST': {
    cause: 'The bank’s policy does not allow this address.',
    remedy: 'Check the spelling, or ask IT to add the address to the policy.',
  },
  'CFG-WRITE': {
    cause: 'The settings could not be saved on this machine.',
    remedy: 'What you changed is still on the screen. Try again, then tell IT.',
  },
  'CFG-URL': {
    cause: 'The address of the service is missing or not allowed.',
    remedy: 'Tell IT to set it; registrations wait here.',
  },
  'IMG-NOT-IMAGE': {
    cause: 'This file is not a picture.',
    remedy: 'Choose a JPEG, PNG or TIFF file, or scan the card.',
  },
  'IMG-FORMAT': {
    cause: 'This kind of picture cannot be used.',
    remedy: 'Save it as JPEG or PNG, or scan the card.',
  },
  'IMG-PIXELS': {
    cause: 'The picture has too many pixels to work with.',
    remedy: 'Scan the card at 400 dpi, or choose another picture.',
  },
  'IMG-TOO-SMALL': {
    cause: 'The picture is too small to read anything on it.',
    remedy: 'Scan the card at 400 dpi, or take the picture closer.',
  },
  'IMG-BROKEN': {
    cause: 'The picture is damaged or incomplete.',
    remedy: 'Take it again, or choose another file.',
  },
  'IMG-FILE-SIZE': {
    cause: 'The file is too large.',
    remedy: 'Choose one under 128 MB, or scan the card.',
  },
  'IMG-PROCESS': {
    cause: 'The picture could not be prepared.',
    remedy: 'Take it again. If it stays so, start the counter again.',
  },
  'IMG-CORNERS': {
    cause: 'These four corners enclose no card.',
    remedy: 'Move each to its own corner of the card, or retake.',
  },
  'KEY-UNAVAILABLE': {
    cause: 'The machine’s key store does not open.',
    remedy: 'You can work online; nothing can wait here. Tell IT.',
  },
  'KEY-TIMEOUT': {
    cause: 'The machine’s key store does not answer.',
    remedy: 'Try again. If it stays so, start the machine again.',
  },
  'STORE-FULL': {
    cause: 'This machine’s disk is full.',
    remedy: 'What is saved stays. Tell IT before the next registration.',
  },
  'STORE-WRITE': {
    cause: 'It could not be saved on this machine.',
    remedy: 'Do not close the form. Try again, then tell IT.',
  },
  'STORE-DAMAGED': {
    cause: 'The registrations kept on this machine are damaged.',
    remedy: 'They were set aside and a fresh store was begun. Tell IT today.',
  },
  'STORE-KEY-LOST': {
    cause: 'The key to the registrations on this machine is gone.',
    remedy: 'They were set aside, sealed. Tell IT today.',
  },
  'STORE-ROLLED-BACK': {
    cause: 'The registrations on this machine are an older copy.',
    remedy:
      'Nothing goes out by itself. Look in the verification log before you submit one again, and tell IT today.',
  },
  'STORE-LOST': {
    cause: 'The registrations kept on this machine are gone.',
    remedy:
      'A fresh store was begun. Look in the verification log for what was sent, and tell IT today.',
  },
  'STORE-RECORD': {
    cause: 'A registration kept here can no longer be read.',
    remedy: 'The others are sound. Tell IT today.',
  },
  'STORE-NEWER': {
    cause: 'A newer version of this program wrote what is kept here.',
    remedy: 'Nothing was changed. Tell IT: this machine needs the newer version.',
  },
  'UPDATE-UNREACHABLE': {
    cause: 'The update share cannot be read.',
    remedy: 'Go on working. Tell IT.',
  },
  'UPDATE-SIGNATURE': {
    cause: 'The list on the update share is not signed by the bank.',
    remedy: 'Nothing of it is used. Tell IT today.',
  },
  'UPDATE-MANIFEST': {
    cause: 'The list on the update share is damaged, or is of another program.',
    remedy: 'Nothing of it is used. Tell IT.',
  },
  'UPDATE-PLATFORM': {
    cause: 'The update share has nothing for this kind of computer.',
    remedy: 'Tell IT.',
  },
  'UPDATE-PACKAGE': {
    cause: 'The update on the share is not the one that the bank signed.',
    remedy: 'It is not used. Tell IT today.',
  },
  'UPDATE-OLDER': {
    cause: 'The update share offers an older version.',
    remedy: 'Nothing of it is used. Tell IT.',
  },
  'UPDATE-STEP': {
    cause: 'The update on the share cannot replace a version as old as this one.',
    remedy: 'Tell IT: an update between the two comes first.',
  },
  'DISK-LOW': {
    cause: 'This machine’s disk is nearly full.',
    remedy: 'You can go on working. Tell IT today.',
  },
  'AUDIT-BROKEN': { cause: 'The audit trail is broken.', remedy: 'Go on working. Tell IT today.' },
  'FILE-GONE': {
    cause: 'The drive or the file is no longer there.',
    remedy: 'Put the drive in and choose again. Nothing here was lost.',
  },
  'FILE-READ': {
    cause: 'The file or folder cannot be read.',
    remedy: 'Copy it again, or take another drive.',
  },
  'FILE-FULL': {
    cause: 'The drive is full.',
    remedy: 'Nothing was saved on it. Make room or take another drive, then save again.',
  },
  'FILE-WRITE': {
    cause: 'The drive cannot be written to.',
    remedy: 'Take off its write protection or take another drive, then save again.',
  },
  'KEY-GROUP': {
    cause: 'There is a mistake in group {group}.',
    remedy: 'Compare it with the paper and type it again.',
  },
  'KEY-WRONG': {
    cause: 'This key opens nothing here.',
    remedy: 'Look whether it is the right paper: its number must be the same.',
  },
  'TRANSFER-NONE': {
    cause: 'There is nothing to hand over.',
    remedy: 'What is on its way to the service stays here until it has arrived.',
  },
  'TRANSFER-WRITE': {
    cause: 'The file could not be written.',
    remedy: 'Nothing was handed over. Look at the disk and its room, then do it again.',
  },
  'TRANSFER-FILE': {
    cause: 'This is not a handover file, or it is damaged.',
    remedy: 'Nothing was taken in. Choose the file again, or copy it again.',
  },
  'TRANSFER-COUNTER': {
    cause: 'This file is for counter {counter}.',
    remedy: 'Take it in there and nowhere else.',
  },
  'TRANSFER-OUT': { cause: 'Handed over to counter {counter}.', remedy: 'Go on with it there.' },
  'REG-KNOWN': {
    cause: 'Somebody with this NID or mobile number is with the service already.',
    remedy: 'Look in the verification log, then decide.',
  },
  'REG-NOT-FOUND': {
    cause: 'This registration is no longer here.',
    remedy: 'Go back to the counter and look at the list.',
  },
  'REG-REFERENCE': {
    cause: 'This counter keeps no customer with this reference.',
    remedy: 'Compare it with the slip, or enter the mobile number.',
  },
  'REG-STATE': {
    cause: 'That cannot be done with this registration now.',
    remedy: 'Look at its state; it may just be on its way.',
  },
  'REG-INCOMPLETE': {
    cause: 'Details are missing or not right.',
    remedy: 'Correct the marked fields, then submit.',
  },
  'REG-NO-CARD': { cause: 'A side of the card is missing.', remedy: 'Scan both sides first.' },
  'REG-NO-PHOTO': { cause: 'The customer’s photo is missing.', remedy: 'Take the photo first.' },
  'REG-NO-CONSENT': {
    cause: 'The customer has not consented yet.',
    remedy: 'Read the text with the customer and mark the consent.',
  },
  'REG-TOO-SOON': {
    cause: 'Its form may still be on the way to the service.',
    remedy: 'Do it again in {minutes} min.',
  },
  'IPC-INPUT': {
    cause: 'The counter could not use what was entered.',
    remedy: 'Shorten it or take out unusual signs, then try again.',
  },
  'IPC-SENDER': {
    cause: 'The counter refused a request from its own screen.',
    remedy: 'Start the counter again, then tell IT.',
  },
  'IPC-RATE': {
    cause: 'Too many attempts in a short time.',
    remedy: 'Wait a minute, then try again.',
  },
  'IPC-INTERNAL': {
    cause: 'Something in this program failed.',
    remedy: 'Try again. What is saved stays; if it happens again, tell IT.',
  },
};
