/** Schemas of the settings that are shown and changed at the counter. The settings file takes the same values. */
import * as v from 'valibot';
import { setupSteps } from '#shared/domain/setup.ts';
import { pinText } from './lock.ts';
import { count } from './registration.ts';

/** Empty is "not set". */
const nameOrEmpty = v.pipe(v.string(), v.trim(), v.maxLength(120));
const bilingual = v.object({ en: nameOrEmpty, bn: nameOrEmpty });
const shortCode = v.pipe(v.string(), v.regex(/^[0-9A-Za-z]{0,10}$/));
const shortText = v.pipe(v.string(), v.trim(), v.maxLength(40));

/** Size of all text in percent of the design's own. */
export const textSizes = [100, 125, 150] as const;
/** `system` follows the operating system's preference. */
export const contrasts = ['system', 'high'] as const;
export const slipSizes = ['80mm', 'a4'] as const;

/** One schema for each setting of the Settings screen. */
export const settingValues = {
  /** Judged where it is used: an address nobody can use must be complained about, never replaced by another one. */
  serviceUrl: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(500)),
  bank: bilingual,
  branch: bilingual,
  branchCode: shortCode,
  counterNumber: shortCode,
  helpline: shortText,
  /** Name of the printer for slips and pages, as the system knows it; null while none is chosen. */
  printer: v.nullable(v.pipe(v.string(), v.nonEmpty(), v.maxLength(300))),
  slipSize: v.picklist(slipSizes),
  /** Minutes without a key after which the counter locks; 0 is never. */
  idleLockMinutes: v.pipe(v.number(), v.minValue(0), v.maxValue(240)),
  /** How many days a customer's values stay here after the service accepted, once the verdict is there. */
  retentionDays: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_650)),
  locale: v.picklist(['bn', 'en']),
  textSize: v.picklist(textSizes),
  contrast: v.picklist(contrasts),
  training: v.boolean(),
};
export type EditableKey = keyof typeof settingValues;
export const editableKeys = Object.keys(settingValues) as [EditableKey, ...EditableKey[]];

/** Changes of these are in force after the next start. */
export const restartKeys = [
  'serviceUrl',
  'retentionDays',
  'training',
] as const satisfies readonly EditableKey[];

/** Where a value comes from. */
export const settingSources = ['default', 'counter', 'environment', 'policy'] as const;
/** Why a value cannot be changed here: the policy, an installed app's own rule, the environment of a development start. */
export const settingLocks = ['policy', 'installation', 'environment'] as const;

export const displaySettings = v.object({
  textSize: settingValues.textSize,
  contrast: settingValues.contrast,
});

/** States of the lead PIN: `reset` is one that the policy has voided, `unavailable` a keychain that does not answer. */
export const leadPinStates = ['none', 'chosen', 'damaged', 'reset', 'unavailable'] as const;

export const setupState = v.object({
  open: v.array(v.picklist(setupSteps)),
  skipped: v.array(v.picklist(setupSteps)),
});

export const settingsGate = v.object({ leadPin: v.picklist(leadPinStates) });

export const settingsView = v.object({
  values: v.object({ ...settingValues, serviceUrl: v.string() }),
  sources: v.record(v.picklist(editableKeys), v.picklist(settingSources)),
  locks: v.array(v.object({ key: v.picklist(editableKeys), by: v.picklist(settingLocks) })),
  /** Name of the camera that was chosen here. */
  camera: v.nullable(v.string()),
  /** Who wrote the policy, as it says itself. */
  organisation: v.nullable(bilingual),
  contact: v.string(),
  /** Longest idle lock that may be chosen here, in minutes; null is any, and never. */
  longestIdleLock: v.nullable(v.number()),
  /** Settings that were changed and are in force after the next start. */
  restart: v.array(v.picklist(editableKeys)),
  lists: v.object({ professions: count, nomineeRelations: count }),
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
