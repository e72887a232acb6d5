/** Defines the schema and the defaults of the settings file. */
import * as v from 'valibot';
import { setupSteps } from '#shared/domain/setup.ts';
import { logExportValues } from '#shared/domain/verification.ts';
import { folderPath, settingValues } from '#shared/ipc/schemas/settings.ts';

const name = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(120));
const emptyBilingual = { en: '', bn: '' };

const DAY_MS = 86_400_000;

const dpiChoices = [300, 400, 600] as const;

/** Additional options for `scanimage` per SANE device id, for example the source of a feeder or the area of the card. */
export const saneOptionsSchema = v.record(v.string(), v.array(v.string()));

/**
 * Scanners on the network. Addresses and pins are validated by the driver and not here, so that a wrong one makes only its own
 * scanner unusable and not the whole list. `pin`: SHA-256 of the public key in the device's certificate, in hexadecimal digits.
 */
export const esclScannersSchema = v.array(
  v.object({
    url: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(250)),
    name,
    pin: v.exactOptional(v.pipe(v.string(), v.maxLength(120))),
  }),
);

export const settingsSchema = v.object({
  serviceUrl: v.optional(settingValues.serviceUrl, 'https://ekyc.gigatechltd.com'),
  locale: v.optional(settingValues.locale, 'bn'),
  /** Bank, branch and counter have no defaults: no registration can be started until all of them are set. */
  bank: v.optional(settingValues.bank, emptyBilingual),
  branch: v.optional(settingValues.branch, emptyBilingual),
  branchCode: v.optional(settingValues.branchCode, ''),
  counterNumber: v.optional(settingValues.counterNumber, ''),
  helpline: v.optional(settingValues.helpline, ''),
  scanner: v.optional(
    v.object({
      id: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(300))), null),
      dpi: v.optional(v.picklist(dpiChoices), 400),
      /** Identifies the chosen scanner after its id has changed, and is shown when the scanner is not connected. */
      model: v.exactOptional(v.pipe(v.string(), v.maxLength(200))),
      serial: v.exactOptional(v.pipe(v.string(), v.maxLength(100))),
    }),
    { id: null, dpi: 400 },
  ),
  saneOptions: v.optional(saneOptionsSchema, {}),
  esclScanners: v.optional(esclScannersSchema, []),
  scanFolder: v.optional(settingValues.scanFolder, null),
  /** Absolute paths of folders that the file chooser offers in addition to removable drives. */
  exchangeFolders: v.optional(v.pipe(v.array(folderPath), v.maxLength(8)), []),
  wedge: v.optional(
    v.object({
      prefix: v.optional(settingValues.wedge.entries.prefix, ''),
      suffix: v.optional(settingValues.wedge.entries.suffix, ''),
    }),
    { prefix: '', suffix: '' },
  ),
  /** Label of the camera that was chosen at this counter. */
  camera: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(300))), null),
  printer: v.optional(settingValues.printer, null),
  slipSize: v.optional(settingValues.slipSize, '80mm'),
  autoPrintSlip: v.optional(settingValues.autoPrintSlip, false),
  textSize: v.optional(settingValues.textSize, 100),
  contrast: v.optional(settingValues.contrast, 'system'),
  /** `second`: a second display shows the customer their own details during Review. */
  customerDisplay: v.optional(settingValues.customerDisplay, 'off'),
  onScreenKeyboard: v.optional(settingValues.onScreenKeyboard, 'touch'),
  sounds: v.optional(settingValues.sounds, false),
  /** First-run set-up: whether it is offered at this counter, the skipped steps, and whether the step `test` is done. */
  setup: v.optional(
    v.object({
      offered: v.optional(v.boolean(), true),
      skipped: v.optional(v.array(v.picklist(setupSteps)), []),
      tested: v.optional(v.boolean(), false),
    }),
    { offered: true, skipped: [], tested: false },
  ),
  idleLockMinutes: v.optional(settingValues.idleLockMinutes, 5),
  sessionHours: v.optional(settingValues.sessionHours, 12),
  /** True when Shell Launcher of Windows restarts the kiosk whenever it exits. The app must then not restart itself. */
  shellLauncher: v.optional(v.boolean(), false),
  training: v.optional(settingValues.training, false),
  quietPeriodMs: v.optional(settingValues.quietPeriodMs, 15 * 60_000),
  purgeGraceMs: v.optional(settingValues.purgeGraceMs, DAY_MS),
  retentionDays: v.optional(settingValues.retentionDays, 30),
  /** Names and numbers in an exported verification log. Not on the Settings screen, because the bank decides it. */
  logExport: v.optional(v.picklist(logExportValues), 'masked'),
  professions: v.optional(settingValues.professions, null),
  nomineeRelations: v.optional(settingValues.nomineeRelations, null),
});

export type SettingsValues = Readonly<v.InferOutput<typeof settingsSchema>>;
