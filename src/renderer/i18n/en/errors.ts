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
    cause: 'This code is wrong or has expired.',
    remedy: 'Check the last SMS, or resend the code.',
  },
  'OTP-REFUSED': {
    cause: 'The service did not send a code.',
    remedy: 'Check the number and try again. If it happens again, tell your branch lead.',
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
    cause: 'You are not signed in.',
    remedy: 'Sign in first. Your open work is kept.',
  },
  'SESSION-ENDED': {
    cause: 'The service ended your session.',
    remedy: 'Sign in again. The form is kept.',
  },
  'SESSION-ROLE': {
    cause: 'The service does not allow this clerk to do this.',
    remedy: 'Ask your branch lead to have the role changed. Signing in again does not help.',
  },
  LOCKED: {
    cause: 'The counter is locked.',
    remedy: 'Unlock it with your PIN. Your open work is kept.',
  },
  'PIN-WRONG': {
    cause: 'Wrong PIN.',
    remedy: 'Try again, or sign in with an OTP. Nothing is lost.',
  },
  'PIN-BLOCKED': {
    cause: 'The PIN cannot unlock this counter now.',
    remedy: 'Sign in with an OTP, then choose a new PIN. Nothing is lost.',
  },
  'PIN-TRIVIAL': {
    cause: 'This PIN is easy to guess.',
    remedy: 'Choose six digits without a sequence or repetition, and not from your mobile number.',
  },
  'LEAD-PIN-NONE': {
    cause: 'This counter has no lead PIN yet.',
    remedy: 'Ask your branch lead to choose it here.',
  },
  'LEAD-PIN-DAMAGED': {
    cause: 'The lead PIN of this counter cannot be read.',
    remedy: 'Only IT can reset it, through the policy of this computer. Call IT.',
  },
  'LEAD-PIN-WRONG': {
    cause: 'That is not the lead PIN.',
    remedy:
      'Ask your branch lead to type it. After five wrong attempts this counter waits 15 minutes.',
  },
  'LEAD-PIN-WAIT': {
    cause: 'Five wrong lead PINs.',
    remedy: 'Wait 15 minutes, then ask your branch lead to type it.',
  },
  'NET-DNS': {
    cause: 'The address of the service was not found on the network.',
    remedy: 'Continue: registrations wait here. If it happens again, tell IT.',
  },
  'NET-REFUSED': {
    cause: 'The service refuses the connection.',
    remedy: 'Continue: registrations wait here and are sent when it answers.',
  },
  'NET-CONNECT-TIMEOUT': {
    cause: 'The connection to the service is down.',
    remedy: 'Continue: registrations wait here and are sent when it returns.',
  },
  'NET-TLS': {
    cause: 'The connection to the service is not secure.',
    remedy: 'Nothing was sent. Check the date and time of this computer, then tell IT.',
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
    cause: 'The connection broke before the answer arrived.',
    remedy: 'Check the network cable, then try again.',
  },
  'NET-GATEWAY': {
    cause: 'The service is not available at the moment.',
    remedy: 'Continue: registrations wait here and are sent when it returns.',
  },
  'NET-CANCELLED': {
    cause: 'It was stopped before the answer arrived.',
    remedy: 'Start it again when you are ready.',
  },
  'SVC-NOT-JSON': {
    cause: 'Something other than the service answered.',
    remedy: 'The network may require its own sign-in. If it happens again, tell IT.',
  },
  'SVC-ANSWER': {
    cause: 'The answer of the service is not valid.',
    remedy: 'Try again. If it happens again, tell IT.',
  },
  'SVC-BROKEN': {
    cause: 'The service has a fault.',
    remedy: 'Wait a few minutes, then try again.',
  },
  'SVC-TOO-LARGE': {
    cause: 'The pictures are too large for the service, even after reduction.',
    remedy: 'Retake them closer to the card, without background.',
  },
  'SVC-THROTTLED': {
    cause: 'The service asks you to wait.',
    remedy: 'Wait a minute, then try again.',
  },
  'SVC-REFUSED': {
    cause: 'The service refused it.',
    remedy:
      'Follow the reason that it gives. If there is none, try again; if it happens again, tell IT.',
  },
  'SVC-DECLINED': {
    cause: 'The service did not answer this request.',
    remedy: 'Try again later. If it happens again, tell IT.',
  },
  'SVC-UNDER-WAY': {
    cause: 'This customer is already registered and is being verified.',
    remedy: 'Wait for the verdict. There is nothing to correct.',
  },
  'SVC-UNREAD': {
    cause: 'The service could not read this card.',
    remedy: 'Retake it without glare, or type the details.',
  },
  'SVC-REDIRECT': {
    cause: 'The service redirects to another address.',
    remedy: 'Nothing was sent there. Tell IT to check the service address.',
  },
  'SVC-NOT-FOUND': {
    cause: 'The service has no record of this number.',
    remedy: 'Check the customer’s number, then ask again.',
  },
  'SEND-UNKNOWN': {
    cause: 'The form was sent, but there was no clear answer.',
    remedy: 'The counter is asking. Do not register again.',
  },
  ...failureTexts.en,
  'CFG-MISSING': {
    cause: 'This counter is not set up. Missing or wrong: {settings}.',
    remedy: 'Nothing can be registered here until IT has set it. Call IT.',
  },
  'CFG-WRONG': {
    cause: 'Settings with a wrong value: {settings}.',
    remedy: 'The counter uses the default values instead. Tell IT. The other settings apply.',
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
    cause: 'The settings could not be saved on this computer.',
    remedy: 'Your changes are still on the screen. Try again, then tell IT.',
  },
  'CFG-URL': {
    cause: 'The address of the service is missing or not allowed.',
    remedy: 'Tell IT to set it. Registrations wait here.',
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
    cause: 'The picture has too many pixels.',
    remedy: 'Scan the card at 400 dpi, or choose another picture.',
  },
  'IMG-TOO-SMALL': {
    cause: 'The picture is too small to be read.',
    remedy: 'Scan the card at 400 dpi, or take the picture from closer.',
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
    remedy: 'Take it again. If it happens again, restart the counter.',
  },
  'IMG-CORNERS': {
    cause: 'These four corners enclose no card.',
    remedy: 'Move each one to its corner of the card, or retake it.',
  },
  'KEY-UNAVAILABLE': {
    cause: 'The key store of this computer cannot be opened.',
    remedy: 'You can work online, but nothing can wait here. Tell IT.',
  },
  'KEY-TIMEOUT': {
    cause: 'The key store of this computer does not answer.',
    remedy: 'Try again. If it happens again, restart the computer.',
  },
  'STORE-FULL': {
    cause: 'The disk of this computer is full.',
    remedy: 'Saved data is kept. Tell IT before the next registration.',
  },
  'STORE-WRITE': {
    cause: 'It could not be saved on this computer.',
    remedy: 'Do not close the form. Try again, then tell IT.',
  },
  'STORE-DAMAGED': {
    cause: 'The registrations on this computer are damaged.',
    remedy: 'They were set aside and a new store was created. Tell IT today.',
  },
  'STORE-KEY-LOST': {
    cause: 'The key to the registrations on this computer is lost.',
    remedy: 'They were set aside, sealed. Tell IT today.',
  },
  'STORE-ROLLED-BACK': {
    cause: 'The registrations on this computer are an older copy.',
    remedy:
      'Nothing is sent automatically. Check the verification log before you submit one again, and tell IT today.',
  },
  'STORE-LOST': {
    cause: 'The registrations on this computer are lost.',
    remedy:
      'A new store was created. Check the verification log for what was sent, and tell IT today.',
  },
  'STORE-RECORD': {
    cause: 'A registration on this computer can no longer be read.',
    remedy: 'The others are not affected. Tell IT today.',
  },
  'STORE-NEWER': {
    cause: 'The data on this computer was written by a newer version of this program.',
    remedy: 'Nothing was changed. Tell IT: this computer needs the newer version.',
  },
  'UPDATE-UNREACHABLE': {
    cause: 'The update share cannot be read.',
    remedy: 'You can continue working. Tell IT.',
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
    cause: 'The update share has no update for this kind of computer.',
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
    remedy: 'Tell IT: an intermediate version has to be installed first.',
  },
  'DISK-LOW': {
    cause: 'The disk of this computer is nearly full.',
    remedy: 'You can continue working. Tell IT today.',
  },
  'AUDIT-BROKEN': {
    cause: 'The audit trail is damaged.',
    remedy: 'You can continue working. Tell IT today.',
  },
  'FILE-GONE': {
    cause: 'The drive or the file is no longer there.',
    remedy: 'Insert the drive and choose again. Nothing was lost.',
  },
  'FILE-READ': {
    cause: 'The file or folder cannot be read.',
    remedy: 'Copy it again, or use another drive.',
  },
  'FILE-FULL': {
    cause: 'The drive is full.',
    remedy: 'Nothing was saved on it. Free some space or use another drive, then save again.',
  },
  'FILE-WRITE': {
    cause: 'The drive cannot be written to.',
    remedy: 'Remove its write protection or use another drive, then save again.',
  },
  'KEY-GROUP': {
    cause: 'There is a mistake in group {group}.',
    remedy: 'Compare it with the paper and type it again.',
  },
  'KEY-WRONG': {
    cause: 'This key does not open anything here.',
    remedy: 'Check that it is the right paper: its number must be the same.',
  },
  'TRANSFER-NONE': {
    cause: 'There is nothing to hand over.',
    remedy: 'Registrations that are being sent stay here until the service has them.',
  },
  'TRANSFER-WRITE': {
    cause: 'The file could not be written.',
    remedy: 'Nothing was handed over. Check the drive and its free space, then try again.',
  },
  'TRANSFER-FILE': {
    cause: 'This is not a handover file, or it is damaged.',
    remedy: 'Nothing was imported. Choose the file again, or copy it again.',
  },
  'TRANSFER-COUNTER': {
    cause: 'This file is for counter {counter}.',
    remedy: 'It can be imported only there.',
  },
  'TRANSFER-OUT': { cause: 'Handed over to counter {counter}.', remedy: 'Continue with it there.' },
  'REG-KNOWN': {
    cause: 'The service already has a customer with this NID or mobile number.',
    remedy: 'Check the verification log, then decide.',
  },
  'REG-NOT-FOUND': {
    cause: 'This registration is no longer here.',
    remedy: 'Go back to Home and check the list.',
  },
  'REG-REFERENCE': {
    cause: 'This counter has no customer with this reference.',
    remedy: 'Check the slip, or enter the mobile number.',
  },
  'REG-STATE': {
    cause: 'This cannot be done with this registration now.',
    remedy: 'Check its state; it may be in the process of being sent.',
  },
  'REG-INCOMPLETE': {
    cause: 'Details are missing or wrong.',
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
    remedy: 'Try again in {minutes} min.',
  },
  'IPC-INPUT': {
    cause: 'The counter could not use this input.',
    remedy: 'Shorten it or remove unusual characters, then try again.',
  },
  'IPC-SENDER': {
    cause: 'The counter refused a request from its own screen.',
    remedy: 'Restart the counter, then tell IT.',
  },
  'IPC-RATE': {
    cause: 'Too many attempts in a short time.',
    remedy: 'Wait a minute, then try again.',
  },
  'IPC-INTERNAL': {
    cause: 'There was a fault in this program.',
    remedy: 'Try again. Saved data is kept. If it happens again, tell IT.',
  },
};
