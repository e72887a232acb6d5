/** English texts of the first-run set-up. */
export const setup = {
  heading: 'Set up this counter',
  lead: 'Six steps, about five minutes. What is skipped is listed on the first screen.',
  steps: {
    'lead-pin': 'Lead PIN',
    counter: 'Counter',
    scanner: 'Scanner',
    camera: 'Camera',
    printer: 'Printer',
    test: 'Test',
  },
  stepOf: 'Step {number} of {count}: {step}',
  continue: 'Continue',
  needed: {
    scanner: 'Choose a scanner first, or skip this step.',
    camera: 'Choose a camera first, or skip this step.',
    printer: 'Choose a printer first, or skip this step.',
  },
  skip: 'Skip this step',
  later: 'Later',
  finish: 'Finish',
  counterText: 'Bank, branch and number stand on every slip and in every reference.',
  counterMissing: 'Fill in what is missing: {settings}.',
  leadText:
    'The branch lead opens the settings with it and decides what a clerk may not decide alone.',
  leadDone: 'The lead PIN is set and was right.',
  leadNeeded:
    'This counter has a lead PIN. The branch lead types it: the next steps are saved with it.',
  pinNeeded: 'This step is saved with the lead PIN.',
  scannerText: 'Switch the scanner on and choose it. Each scan takes this one and no other.',
  cameraText: 'Choose the camera in which the customer is seen.',
  cameraChosen: 'Chosen: {name}',
  printerText: 'Choose the printer and the paper of the slips.',
  testText: 'Run the checks, then register an invented customer in training mode.',
  testRun: 'Run all checks',
  practise: 'Practise in training mode',
  practiseText: 'The counter restarts in training mode. Leave it in the settings, under Training.',
  practisePin: 'Training mode is switched on with the lead PIN.',
  practiseLocked:
    'Training mode cannot be switched on here: the installation or the policy fixes it.',
  unfinished: 'The set-up of this counter is not finished: {steps}.',
  unfinishedText: 'The branch lead finishes it in a few minutes.',
};
