/** English texts of the templates for Group Policy. */
import type { TemplateTexts } from './texts.ts';

const names = { en: 'English', bn: 'Bangla' };

export const en: TemplateTexts = {
  product: 'eKYC Branch Kiosk',
  settings: 'Settings of the counter',
  description: 'Policies of the eKYC branch kiosk. They are in force from its next start.',
  supported: 'eKYC Branch Kiosk 0.1.0 or later, on Windows 10 or 11 x64',
  withoutPolicy: (value) => `Without this policy: ${value}.`,
  on: 'on',
  off: 'off',
  policies: {
    organisation: {
      name: 'Organisation',
      explain:
        'Who fixes the values, in both languages. The Settings screen shows it beside each fixed value.',
      labels: names,
    },
    contact: {
      name: 'Contact',
      explain: 'Whom the branch asks about a fixed value: a telephone number or an address.',
    },
    serviceHosts: {
      name: 'Allowed hosts of the service',
      explain:
        'One host a line, with a port where it is not 443; *. stands for any name below. No other address can be the service. Without this policy there is no limit.',
    },
    certificateAuthorities: {
      name: 'Certificate authorities',
      explain:
        'Path of a PEM file with authorities that are trusted besides the system’s. Only administrators may be able to change the file. Environment variables are not replaced.',
    },
    leadPin: {
      name: 'Reset of the lead PIN',
      explain:
        'A lead PIN that was chosen before this moment is void, and the branch lead chooses a new one. As ISO 8601 with a time zone: 2026-12-01T09:00:00+06:00. A moment in the future has no effect before it has come.',
      labels: { resetBefore: 'Chosen before' },
    },
    updateShare: {
      name: 'Update share',
      explain:
        'Folder in which the kiosk looks for newer versions, and the keys with which its manifest must be signed. Without this policy nothing is looked up. Installing is a scheduled task’s: see the program’s operations manual.',
      labels: {
        folder: 'Folder: UNC path or mounted path',
        publicKeys: 'Public keys (Ed25519, base64), one a line',
      },
    },
  },
  settingPolicies: {
    serviceUrl: {
      name: 'Service address',
      explain: 'Address of the eKYC service; https.',
    },
    locale: {
      name: 'Language',
      explain: 'Language of the screens.',
      options: { bn: 'Bangla', en: 'English' },
    },
    bank: { name: 'Bank', explain: 'Name of the bank on screens and slips.', labels: names },
    branch: { name: 'Branch', explain: 'Name of the branch on screens and slips.', labels: names },
    branchCode: {
      name: 'Branch code',
      explain: 'Part of every reference number: up to ten letters or digits.',
    },
    counterNumber: {
      name: 'Counter number',
      explain:
        'Part of every reference number: up to ten letters or digits. No two counters of a branch may have the same.',
    },
    helpline: { name: 'Helpline', explain: 'Telephone number on slips, up to 40 characters.' },
    saneOptions: {
      name: 'Options of SANE scanners (Linux)',
      explain:
        'JSON: options of scanimage by device, for example {"pnm:0": ["--source=ADF"]}. Without effect on Windows.',
    },
    esclScanners: {
      name: 'Network scanners (eSCL)',
      explain:
        'JSON: a list with url, name and, for a self-signed certificate, pin: [{"url": "https://10.1.2.3/eSCL", "name": "Front desk"}].',
    },
    autoPrintSlip: {
      name: 'Slip printed by itself',
      explain: 'The slip is printed after each submission without being asked for.',
    },
    customerDisplay: {
      name: 'Second display',
      explain: 'What a second display of the counter shows.',
      options: { off: 'Black', second: 'For the customer' },
    },
    logExport: {
      name: 'Export of the verification log',
      explain:
        'Names and numbers in the file that the branch lead exports from the verification log.',
      options: { masked: 'Masked', full: 'In full' },
    },
    exchangeFolders: {
      name: 'Exchange folders',
      explain:
        'Folders besides removable drives from which files are taken and into which they are saved: up to eight absolute paths, one per line.',
    },
    onScreenKeyboard: {
      name: 'On-screen keyboard',
      explain: 'When the keyboard on the screen opens.',
      options: { off: 'Never', touch: 'When a field is touched', always: 'In every field' },
    },
    sounds: {
      name: 'Sounds',
      explain: 'A short sound is played when a scan, a reading or a submission ends.',
    },
    scanFolder: {
      name: 'Watched folder',
      explain:
        'Folder into which the scanner’s own software scans. Unused files are moved to not-used in it.',
    },
    wedge: {
      name: 'Barcode reader',
      explain:
        'What the barcode reader types before and after its data, up to eight characters each.',
      labels: { prefix: 'Before the data', suffix: 'After the data' },
    },
    printer: { name: 'Printer', explain: 'Printer for slips and pages, as Windows names it.' },
    slipSize: {
      name: 'Slip size',
      explain: 'Paper of the slips.',
      options: { '80mm': '80 mm roll', a4: 'A4 sheet' },
    },
    textSize: {
      name: 'Text size',
      explain: 'Size of all text in percent.',
      options: { 100: '100 %', 125: '125 %', 150: '150 %' },
    },
    contrast: {
      name: 'Contrast',
      explain: 'Contrast of the screens.',
      options: { system: 'As the system', high: 'High' },
    },
    setup: {
      name: 'First-run set-up',
      explain:
        'Whether the counter offers its set-up after the sign-in. Switch it off where IT prepares the counters.',
      labels: {
        offered: 'Offer the set-up',
        skipped:
          'Steps that are left out, one a line: lead-pin, counter, scanner, camera, printer, test',
        tested: 'The counter was tested',
      },
    },
    professions: {
      name: 'List of professions',
      explain:
        'JSON: the professions of the form in both languages, [{"en": "Farmer", "bn": "কৃষক"}]. The English name is sent. Without this policy: the list of the counter or of the program.',
    },
    nomineeRelations: {
      name: 'List of nominee relations',
      explain:
        'JSON: the relations of the form in both languages, [{"en": "Son", "bn": "পুত্র"}]. The English name is sent. Without this policy: the list of the counter or of the program.',
    },
    idleLockMinutes: {
      name: 'Idle lock',
      explain: 'Minutes without a key after which the counter locks; 0 is never.',
    },
    sessionHours: {
      name: 'Length of a sign-in',
      explain: 'Hours after which a clerk signs in by OTP again.',
    },
    shellLauncher: {
      name: 'Shell Launcher starts the kiosk',
      explain:
        'Enable it where Shell Launcher of Windows starts the kiosk again whenever it ends: the app then does not do it as well.',
    },
    training: {
      name: 'Training mode',
      explain: 'Invented customers, a service of its own, a watermark on every screen and slip.',
    },
    quietPeriodMs: {
      name: 'Quiet period of an unknown outcome',
      explain:
        'Milliseconds before the counter accepts that the service does not have a registration; longer than the delay of the service’s log.',
    },
    purgeGraceMs: {
      name: 'Time pictures are kept',
      explain: 'Milliseconds for which pictures stay at the counter after the service accepted.',
    },
    retentionDays: {
      name: 'Days a customer’s details are kept',
      explain: 'Counted from the verdict of the Election Commission.',
    },
  },
};
