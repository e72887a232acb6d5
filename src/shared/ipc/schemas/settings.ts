/** Schemas of the settings that are displayed and edited at the counter. The settings file has the same values. */
import * as v from 'valibot';
import { choiceProblem } from '#shared/domain/lists.ts';
import { setupSteps } from '#shared/domain/setup.ts';
import { limits } from '#shared/limits.ts';
import { pinText } from './lock.ts';

/** A name; '' when it is not set. */
const nameOrEmpty = v.pipe(v.string(), v.trim(), v.maxLength(120));
export const bilingual = v.object({ en: nameOrEmpty, bn: nameOrEmpty });
const shortCode = v.pipe(v.string(), v.regex(/^[0-9A-Za-z]{0,10}$/));
const shortText = v.pipe(v.string(), v.trim(), v.maxLength(40));

/** A list of choices. The English label is sent to the service; the label in the clerk's language is displayed. */
export const choiceList = v.pipe(
  v.array(v.object({ en: v.pipe(v.string(), v.trim()), bn: v.pipe(v.string(), v.trim()) })),
  v.nonEmpty(),
  v.maxLength(limits.choiceListMaxEntries),
  v.check(
    (choices) => choices.every((_choice, index) => choiceProblem(choices, index) === null),
    'an entry that cannot be in the list',
  ),
  v.readonly(),
);

const DAY_MS = 86_400_000;
const milliseconds = (min: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(7 * DAY_MS));

export const folderPath = v.pipe(v.string(), v.nonEmpty(), v.maxLength(500));
/** A prefix or suffix of a barcode reader. */
const readerAffix = v.pipe(v.string(), v.maxLength(8));

/** Text sizes in percent of the default size. */
export const textSizes = [100, 125, 150] as const;
/** `system` follows the operating system's preference. */
export const contrasts = ['system', 'high'] as const;
/** When the on-screen keyboard opens: never, when a field is touched, or for every field. */
export const keyboardModes = ['off', 'touch', 'always'] as const;
export type KeyboardMode = (typeof keyboardModes)[number];
export const slipSizes = ['80mm', 'a4'] as const;
/** Use of a second display by the customer. */
export const customerDisplays = ['off', 'second'] as const;

/** Schemas of the settings on the Settings screen. */
export const settingValues = {
  /** Validated by its consumer: an invalid address is reported and never replaced by a default. */
  serviceUrl: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(500)),
  bank: bilingual,
  branch: bilingual,
  branchCode: shortCode,
  counterNumber: shortCode,
  helpline: shortText,
  /** The operating system's name of the printer for slips and A4 pages; null while none is selected. */
  printer: v.nullable(v.pipe(v.string(), v.nonEmpty(), v.maxLength(300))),
  slipSize: v.picklist(slipSizes),
  /** Prints the slip automatically after the submission. */
  autoPrintSlip: v.boolean(),
  /** Minutes without input after which the counter locks; 0 disables the idle lock. */
  idleLockMinutes: v.pipe(v.number(), v.minValue(0), v.maxValue(240)),
  /** Hours after a sign-in by OTP at which the session expires. */
  sessionHours: v.pipe(v.number(), v.minValue(1), v.maxValue(24)),
  /**
   * Quiet period of an unknown outcome before the absence of a registration at the service is accepted; must exceed the
   * delay of the service.
   */
  quietPeriodMs: milliseconds(1_000),
  /** Retention of pictures after the service accepted a registration. */
  purgeGraceMs: milliseconds(0),
  /** Retention of a customer's values in days after the service accepted a registration and the verdict is known. */
  retentionDays: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_650)),
  locale: v.picklist(['bn', 'en']),
  textSize: v.picklist(textSizes),
  contrast: v.picklist(contrasts),
  customerDisplay: v.picklist(customerDisplays),
  onScreenKeyboard: v.picklist(keyboardModes),
  /** Plays a short sound when a scan, a reading or a submission ends. */
  sounds: v.boolean(),
  training: v.boolean(),
  /** Null for the lists that ship with the app. */
  professions: v.nullable(choiceList),
  nomineeRelations: v.nullable(choiceList),
  /** Destination folder of the scanner's own software; null when it is not used. */
  scanFolder: v.nullable(folderPath),
  /** Prefix and suffix that the barcode reader is configured to add to its data; '' for none. */
  wedge: v.object({ prefix: readerAffix, suffix: readerAffix }),
};
export type EditableKey = keyof typeof settingValues;
export const editableKeys = Object.keys(settingValues) as [EditableKey, ...EditableKey[]];

/** Settings whose changes take effect at the next start. */
export const restartKeys = [
  'serviceUrl',
  'retentionDays',
  'customerDisplay',
  'quietPeriodMs',
  'purgeGraceMs',
  'scanFolder',
  'training',
] as const satisfies readonly EditableKey[];

/** Source of a value. */
export const settingSources = ['default', 'counter', 'environment', 'policy'] as const;
/** Source of a policy value: the registry (Group Policy) or the policy file. */
export const policySources = ['group-policy', 'policy-file'] as const;
/** Reason why a value is read-only: the policy, a rule for installed apps, or the environment of a development start. */
export const settingLocks = [...policySources, 'installation', 'environment'] as const;

export const displaySettings = v.object({
  textSize: settingValues.textSize,
  contrast: settingValues.contrast,
  onScreenKeyboard: settingValues.onScreenKeyboard,
  sounds: settingValues.sounds,
});

/** States of the lead PIN. `reset`: revoked by the policy; `unavailable`: the keychain does not answer. */
export const leadPinStates = ['none', 'chosen', 'damaged', 'reset', 'unavailable'] as const;

export const setupState = v.object({
  open: v.array(v.picklist(setupSteps)),
  skipped: v.array(v.picklist(setupSteps)),
  devices: v.object({
    scanner: v.nullable(v.string()),
    camera: v.nullable(v.string()),
    printer: v.nullable(v.string()),
  }),
});

export const settingsGate = v.object({ leadPin: v.picklist(leadPinStates) });

export const settingsView = v.object({
  values: v.object({ ...settingValues, serviceUrl: v.string() }),
  sources: v.record(v.picklist(editableKeys), v.picklist(settingSources)),
  locks: v.array(v.object({ key: v.picklist(editableKeys), by: v.picklist(settingLocks) })),
  /** Name of the selected camera. */
  camera: v.nullable(v.string()),
  /** Organisation named in the policy file. */
  organisation: v.nullable(bilingual),
  contact: v.string(),
  /** Maximum idle lock in minutes; null when it is not limited and may be disabled. */
  maxIdleLockMinutes: v.nullable(v.number()),
  /** Changed settings that take effect at the next start. */
  restart: v.array(v.picklist(editableKeys)),
  /** Version available on the update share; null when there is none. */
  update: v.nullable(v.string()),
  /** The lists that ship with the app. */
  shippedLists: v.object({ professions: choiceList, nomineeRelations: choiceList }),
});

type Omittable<E extends v.ObjectEntries> = {
  readonly [K in keyof E]: E[K] extends v.GenericSchema
    ? v.ExactOptionalSchema<E[K], undefined>
    : never;
};
const omittable = <E extends Readonly<Record<string, v.GenericSchema>>>(entries: E): Omittable<E> =>
  Object.fromEntries(
    Object.entries(entries).map(([key, schema]) => [key, v.exactOptional(schema)]),
  ) as unknown as Omittable<E>;
const changes = v.strictObject(omittable(settingValues));

export const leadPinInput = v.strictObject({ leadPin: pinText });
export const saveSettingsInput = v.strictObject({ leadPin: pinText, changes });
export const reachServiceInput = v.strictObject({
  leadPin: pinText,
  url: settingValues.serviceUrl,
});
export const recordSetupInput = v.strictObject({
  step: v.picklist(setupSteps),
  outcome: v.picklist(['skipped', 'done']),
});
