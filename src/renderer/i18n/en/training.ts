/** English texts of the training mode: customers, faults and the guide. */
export const training = {
  customers: 'Customers for practice',
  currentCustomer: '{number}. {name}',
  close: 'Close',
  chosenCardOnGlass: 'The chosen card is on the glass of the training scanner.',
  registered: 'registered',
  cards: { old: 'paper card', smart: 'smart card' },
  practiceHeading: 'Practise',
  saysHeading: 'The customer says',
  practices: {
    address: {
      title: 'Another address',
      text: 'The customer no longer lives at the address on the card. Type the present address as the customer says it, and the address on the card as the permanent one.',
    },
    reading: {
      title: 'A wrong reading',
      text: 'The service misreads the date of birth. Compare it with the card and choose the right one.',
    },
    blurred: {
      title: 'A blurred scan',
      text: 'The card moved during the first scan of the front. Read what the screen reports, then retake it.',
    },
    'no-code': {
      title: 'No barcode',
      text: 'The barcode is worn off. Only the service reads this card, so compare every field with the card.',
    },
    'verification-failed': {
      title: 'Not passed',
      text: 'The father’s name was changed at the Election Commission after the card was printed. Register the card as it is, wait for the verdict, then correct and register again.',
    },
    returning: {
      title: 'A returning customer',
      text: 'Another branch registered this customer a month ago. Read the warning on Details, discard the registration and look at the verification status.',
    },
  },
  faultsButton: 'Faults',
  faultsOn: 'Faults: {count} on',
  faultsHeading: 'Faults for practice',
  faultsText: 'Switch one on, continue working, and follow the instructions on the screen.',
  faults: {
    'connection-down': {
      title: 'Connection down',
      text: 'The service cannot be reached until this is off.',
    },
    'slow-connection': {
      title: 'Slow connection',
      text: 'Every answer takes 8 seconds until this is off.',
    },
    'unread-card': { title: 'Card not read', text: 'The next card cannot be read by the service.' },
    'lost-answer': {
      title: 'HTTP 500 after saving',
      text: 'The next form is saved, but the answer says that the service failed.',
    },
    'signed-out': {
      title: 'Signed out elsewhere',
      text: 'The next call to the service finds that the sign-in has ended.',
    },
    'cover-open': { title: 'Cover open', text: 'The scanner does not scan until this is off.' },
  },
  otp: 'Training: no SMS is sent. The OTP is',
  camera: 'Training camera',
  guide: {
    label: 'Guide',
    next: 'Got it',
    skip: 'Skip the guide',
    again: 'Show the guide again',
    marks: {
      mobile: 'Type any mobile number of 11 digits, for example 01300000042, and press Enter.',
      otp: 'In training no SMS is sent: the OTP is shown here. Type it and press Enter.',
      pin: 'Choose 6 digits and type them twice. This PIN unlocks the counter later.',
      home: 'The first customer is here. Press F2.',
      'scan-front': 'The card is on the glass. Press F to scan the front.',
      'scan-back': 'Turn the card over, and press B to scan the back.',
      'card-next':
        'Both sides are good. Press Ctrl Enter. The service reads the card in the meantime.',
      spoken: 'Some answers are not on the card. F10 shows what this customer says.',
      reading:
        'Two readings differ. Compare them with the card, and choose the right one with Alt 1 or Alt 2.',
      fill: 'Fill in what the customer says. Enter goes to the next field.',
      'details-next': 'Compare every field with the card. Then press Ctrl Enter.',
      photo: 'The customer is looking into the camera. Press Space to take the photo.',
      'photo-next': 'Compare the two faces, then press Ctrl Enter.',
      consent: 'Let the customer read this page. Press Space when the customer agrees.',
      submit: 'Press Ctrl Enter to submit.',
      done: 'Print the slip if the customer wants one. Later, F3 shows what the Election Commission answered. Enter goes to the next customer.',
      practice:
        'Choose the next customer here with F10. Under Faults you can practise what can go wrong.',
    },
  },
};
