/** Reads the machine-wide policy. A file that cannot be used is reported and never replaced by defaults. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { parseRaw, type RawSettings } from '#main/settings/read-file.ts';
import { withCurrentKeys } from '#main/settings/renames.ts';
import { isAdminOnly } from './admin-only.ts';
import { policySchema, type LockableKey, type Policy } from './schema.ts';

export type PolicyProblem = 'unreadable' | 'not-admin-only' | 'not-json' | 'wrong-value';

export type PolicyState =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'in-force';
      readonly policy: Policy;
      /** Settings that the file contains; defaults of the schema are not included. */
      readonly locked: readonly LockableKey[];
      /** Certificates of `certificateAuthorities`, each as PEM. */
      readonly certificates: readonly string[];
    }
  | {
      readonly kind: 'unusable';
      readonly problem: PolicyProblem;
      /** The first name in the file that is wrong, as a path; never a value. */
      readonly place?: string;
    };

export interface ReadPolicyOptions {
  /** Null on systems without a location for the policy. */
  readonly file: string | null;
  /** Whether only an administrator may be able to change the file. */
  readonly mustBeAdminOnly: boolean;
}

const unusable = (problem: PolicyProblem, place?: string): PolicyState => ({
  kind: 'unusable',
  problem,
  ...(place !== undefined && { place }),
});

/** The policy with current names of settings. */
const withCurrentSettings = (raw: RawSettings): RawSettings => {
  const { settings } = raw;
  return typeof settings === 'object' && settings !== null && !Array.isArray(settings)
    ? { ...raw, settings: withCurrentKeys(settings as RawSettings) }
    : raw;
};

const namesIn = ({ settings }: RawSettings): readonly LockableKey[] =>
  Object.keys((settings as object | undefined) ?? {}) as LockableKey[];

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** @returns null when the file cannot be used: no certificate, one that cannot be parsed, or a place that others can change. */
const readCertificates = (file: string, mustBeAdminOnly: boolean): readonly string[] | null => {
  try {
    if (mustBeAdminOnly && !isAdminOnly(file)) return null;
    const found = readFileSync(file, 'utf8').match(PEM_CERTIFICATE) ?? [];
    for (const pem of found) new X509Certificate(pem);
    return found.length > 0 ? found : null;
  } catch {
    return null;
  }
};

/** @returns the detail for the screen and the banner: the path in the file, or the problem. Null without a problem. */
export const policyProblemOf = (state: PolicyState): string | null =>
  state.kind === 'unusable' ? (state.place ?? state.problem) : null;

/** Never throws. */
export const readPolicy = ({ file, mustBeAdminOnly }: ReadPolicyOptions): PolicyState => {
  if (file === null) return { kind: 'none' };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isAbsent ? { kind: 'none' } : unusable('unreadable');
  }
  if (mustBeAdminOnly && !isAdminOnly(file)) return unusable('not-admin-only');
  const found = parseRaw(text);
  if (!found) return unusable('not-json');
  const raw = withCurrentSettings(found);
  const parsed = v.safeParse(policySchema, raw);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return unusable('wrong-value', v.getDotPath(issue) ?? undefined);
  }
  const authorities = parsed.output.certificateAuthorities;
  const certificates =
    authorities === undefined ? [] : readCertificates(authorities, mustBeAdminOnly);
  if (!certificates) return unusable('wrong-value', 'certificateAuthorities');
  return { kind: 'in-force', policy: parsed.output, locked: namesIn(raw), certificates };
};
