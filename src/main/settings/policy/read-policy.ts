/**
 * Reads the machine-wide policy from its file and, on Windows, from the registry, to which Group Policy writes. An unusable source
 * makes the whole policy unusable, because neither the other source nor defaults may replace it.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { parseRawSettings, type RawSettings } from '#main/settings/parse-settings.ts';
import { renameOldKeys } from '#main/settings/renames.ts';
import type { policySources } from '#shared/ipc/schemas/settings.ts';
import { isWritableByAdminsOnly } from './admin-only.ts';
import type { RegistryKey } from './registry-key.ts';
import { policyFromRegistry } from './registry-values.ts';
import { policySchema, type LockableKey, type Policy } from './schema.ts';

export type PolicyProblem = 'unreadable' | 'not-admin-only' | 'not-json' | 'wrong-value';

export type PolicySource = (typeof policySources)[number];

export type PolicyState =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'in-force';
      readonly policy: Policy;
      /** Settings that the policy contains, with their source; defaults of the schema are not included. */
      readonly locked: Readonly<Partial<Record<LockableKey, PolicySource>>>;
      /** Certificates of `certificateAuthorities`, each as PEM. */
      readonly certificates: readonly string[];
    }
  | {
      readonly kind: 'unusable';
      readonly source: PolicySource;
      readonly problem: PolicyProblem;
      /** Path of the first invalid name or value; never the value itself. */
      readonly valuePath?: string;
    };

export interface ReadPolicyOptions {
  /** Path of the policy file; null on systems without a location for it. */
  readonly file: string | null;
  /** Whether the file is rejected when an account other than an administrator can change it. */
  readonly mustBeAdminOnly: boolean;
  /** Content of the policy's registry key; null when there is no such key or no registry. */
  readonly registry?: RegistryKey | 'unreadable' | null;
}

type Unusable = Extract<PolicyState, { kind: 'unusable' }>;

const unusableState = (source: PolicySource, problem: PolicyProblem, place?: string): Unusable => ({
  kind: 'unusable',
  source,
  problem,
  ...(place !== undefined && { valuePath: place }),
});

/** Replaces the names of earlier versions in the settings of the policy. */
const withCurrentSettings = (raw: RawSettings): RawSettings => {
  const { settings } = raw;
  return typeof settings === 'object' && settings !== null && !Array.isArray(settings)
    ? { ...raw, settings: renameOldKeys(settings as RawSettings) }
    : raw;
};

/**
 * Values of one source after validation. Each source is validated on its own, so that an invalid value is reported even when the
 * other source overrides it.
 */
interface ValidSource {
  readonly kind: 'found';
  readonly raw: RawSettings;
}

const validateSource = (source: PolicySource, raw: RawSettings): ValidSource | Unusable => {
  const current = withCurrentSettings(raw);
  const parsed = v.safeParse(policySchema, current);
  if (parsed.success) return { kind: 'found', raw: current };
  const [issue] = parsed.issues;
  return unusableState(source, 'wrong-value', v.getDotPath(issue) ?? undefined);
};

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Reads a PEM file. @returns null when it has no certificate, has an invalid one, or can be changed by other accounts. */
const readCertificates = (file: string, mustBeAdminOnly: boolean): readonly string[] | null => {
  try {
    if (mustBeAdminOnly && !isWritableByAdminsOnly(file)) return null;
    const found = readFileSync(file, 'utf8').match(PEM_CERTIFICATE) ?? [];
    for (const pem of found) new X509Certificate(pem);
    return found.length > 0 ? found : null;
  } catch {
    return null;
  }
};

/** Prefix of a path, which shows the bank's IT in which source the value is. */
const sourcePrefixes: Readonly<Record<PolicySource, string>> = {
  'group-policy': 'HKLM: ',
  'policy-file': '',
};

/**
 * Text for the Settings screen and its banner.
 * @returns the path of the invalid value, with the prefix `HKLM: ` for the registry, or the problem; null without a problem.
 */
export const policyProblemOf = (state: PolicyState): string | null =>
  state.kind === 'unusable'
    ? `${sourcePrefixes[state.source]}${state.valuePath ?? state.problem}`
    : null;

/** Reads and validates the policy file. @returns null when there is none. */
const readFileSource = ({
  file,
  mustBeAdminOnly,
}: ReadPolicyOptions): ValidSource | Unusable | null => {
  if (file === null) return null;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isAbsent ? null : unusableState('policy-file', 'unreadable');
  }
  if (mustBeAdminOnly && !isWritableByAdminsOnly(file))
    return unusableState('policy-file', 'not-admin-only');
  const raw = parseRawSettings(text);
  return raw ? validateSource('policy-file', raw) : unusableState('policy-file', 'not-json');
};

/**
 * Validates the policy in the registry.
 * @returns null when there is no key, and for an empty key, which Group Policy leaves behind after a policy was removed.
 */
const readRegistrySource = ({
  registry = null,
}: ReadPolicyOptions): ValidSource | Unusable | null => {
  if (registry === null) return null;
  if (registry === 'unreadable') return unusableState('group-policy', 'unreadable');
  const raw = policyFromRegistry(registry, policySchema.entries);
  return Object.keys(raw).length === 0 ? null : validateSource('group-policy', raw);
};

const settingsOf = (source: ValidSource | null): RawSettings =>
  (source?.raw['settings'] as RawSettings | undefined) ?? {};

const toSourceByKey = (names: readonly string[], source: PolicySource) =>
  Object.fromEntries(names.map((name) => [name, source]));

/**
 * Reads the policy. Each setting, and each other top-level value, is used from the registry if it is there, otherwise from the file.
 * A value always comes from one source as a whole. Never throws.
 */
export const readPolicy = (options: ReadPolicyOptions): PolicyState => {
  const registry = readRegistrySource(options);
  if (registry?.kind === 'unusable') return registry;
  const file = readFileSource(options);
  if (file?.kind === 'unusable') return file;
  if (!registry && !file) return { kind: 'none' };
  const [registrySettings, fileSettings] = [settingsOf(registry), settingsOf(file)];
  const policy = v.parse(policySchema, {
    ...file?.raw,
    ...registry?.raw,
    settings: { ...fileSettings, ...registrySettings },
  });
  const { certificateAuthorities } = policy;
  const certificates =
    certificateAuthorities === undefined
      ? []
      : readCertificates(certificateAuthorities, options.mustBeAdminOnly);
  if (!certificates) {
    const isFromRegistry = registry?.raw['certificateAuthorities'] !== undefined;
    return unusableState(
      isFromRegistry ? 'group-policy' : 'policy-file',
      'wrong-value',
      'certificateAuthorities',
    );
  }
  const locked = {
    ...toSourceByKey(Object.keys(fileSettings), 'policy-file'),
    ...toSourceByKey(Object.keys(registrySettings), 'group-policy'),
  };
  return { kind: 'in-force', policy, locked, certificates };
};
