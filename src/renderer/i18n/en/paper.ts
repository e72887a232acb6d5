/** English texts of printed papers and of the paper form. */
export const paper = {
  training: 'TRAINING – not for real use',
  form: {
    heading: 'Registration on paper',
    text: 'For use while the computer is not available. Enter everything in the kiosk as soon as it works, and keep this sheet.',
    button: 'Print paper form',
    printed: 'The form is printed',
    date: 'Date and time',
    reference: 'Reference (later)',
    nidDigits: '10, 13 or 17 digits',
    optional: 'if any',
    sameAddress: 'Same as present address',
    consent: 'Consent',
    consentVersion: 'Text {version}',
    customerSignature: 'Customer’s signature or thumbprint, date',
    clerkSignature: 'Clerk’s name and signature',
    enteredBy: 'Entered in the kiosk by, date',
  },
};
