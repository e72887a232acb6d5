/** Schema and defaults of the settings. */
import * as v from 'valibot';
import { setupSteps } from '#shared/domain/setup.ts';
import { settingValues } from '#shared/ipc/schemas/settings.ts';

const name = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(120));
const notSet = { en: '', bn: '' };

const DAY_MS = 86_400_000;
const milliseconds = (least: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(7 * DAY_MS));

const readerMark = v.pipe(v.string(), v.maxLength(8));

export const dpiChoices = [300, 400, 600] as const;

/** Options of `scanimage` per SANE device: a feeder's source, the card's corner of the glass. */
export const saneOptions = v.record(v.string(), v.array(v.string()));

/**
 * Scanners on the network. Address and pin are judged where they are used: a wrong one is that scanner's fault, not the
 * whole file's. `pin`: SHA-256 of the public key in the device's certificate, in hexadecimal digits.
 */
export const esclScanners = v.array(
  v.object({
    url: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(250)),
    name,
    pin: v.exactOptional(v.pipe(v.string(), v.maxLength(120))),
  }),
);

const folderPath = v.pipe(v.string(), v.nonEmpty(), v.maxLength(500));

export const settingsSchema = v.object({
  serviceUrl: v.optional(settingValues.serviceUrl, 'https://ekyc.gigatechltd.com'),
  locale: v.optional(settingValues.locale, 'bn'),
  /** Bank, branch and counter have no default: while one is empty nothing is registered here. */
  bank: v.optional(settingValues.bank, notSet),
  branch: v.optional(settingValues.branch, notSet),
  branchCode: v.optional(settingValues.branchCode, ''),
  counterNumber: v.optional(settingValues.counterNumber, ''),
  helpline: v.optional(settingValues.helpline, ''),
  scanner: v.optional(
    v.object({
      id: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(300))), null),
      dpi: v.optional(v.picklist(dpiChoices), 400),
      /** Recognises the chosen one when its id changed, and names it when it is missing. */
      model: v.exactOptional(v.pipe(v.string(), v.maxLength(200))),
      serial: v.exactOptional(v.pipe(v.string(), v.maxLength(100))),
    }),
    { id: null, dpi: 400 },
  ),
  saneOptions: v.optional(saneOptions, {}),
  esclScanners: v.optional(esclScanners, []),
  /** Into which the scanner's own software scans; null when it does not. */
  scanFolder: v.optional(v.nullable(folderPath), null),
  /** What the barcode reader of this counter types before and after its data, when it is set up to; '' when it is not. */
  wedge: v.optional(
    v.object({ prefix: v.optional(readerMark, ''), suffix: v.optional(readerMark, '') }),
    { prefix: '', suffix: '' },
  ),
  /** The name of the camera that was chosen at this counter. */
  camera: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(300))), null),
  printer: v.optional(settingValues.printer, null),
  slipSize: v.optional(settingValues.slipSize, '80mm'),
  textSize: v.optional(settingValues.textSize, 100),
  contrast: v.optional(settingValues.contrast, 'system'),
  /** First-run set-up: whether this counter is offered it, and which steps somebody skipped or (`test`) has done. */
  setup: v.optional(
    v.object({
      offered: v.optional(v.boolean(), true),
      skipped: v.optional(v.array(v.picklist(setupSteps)), []),
      tested: v.optional(v.boolean(), false),
    }),
    { offered: true, skipped: [], tested: false },
  ),
  idleLockMinutes: v.optional(settingValues.idleLockMinutes, 5),
  /** Hours after a sign-in by OTP at which the token is dropped and the clerk signs in again. */
  sessionHours: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(24)), 12),
  /** Windows' Shell Launcher starts the kiosk again whenever it ends, so the app does not do it itself. */
  shellLauncher: v.optional(v.boolean(), false),
  training: v.optional(settingValues.training, false),
  /** Quiet period of an unknown outcome before "the service does not have it" is accepted; longer than the delay of the service. */
  quietPeriodMs: v.optional(milliseconds(1_000), 15 * 60_000),
  /** How long pictures stay here after the service accepted a registration. */
  purgeGraceMs: v.optional(milliseconds(0), DAY_MS),
  retentionDays: v.optional(settingValues.retentionDays, 30),
});

export type SettingsValues = Readonly<v.InferOutput<typeof settingsSchema>>;
