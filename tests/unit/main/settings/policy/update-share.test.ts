/** Tests which values `updateShare` of the policy accepts, and that the settings cannot contain it. */
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { policySchema } from '#main/settings/policy/schema.ts';
import { settingsKeys } from '#main/settings/parse-settings.ts';
import { editableKeys } from '#shared/ipc/schemas/settings.ts';
import { createSigningKey } from '#tests/support/update-share.ts';

const key = createSigningKey().policyKey;
const isAccepted = (updateShare: unknown): boolean =>
  v.safeParse(policySchema, { updateShare }).success;

describe('updateShare of the policy', () => {
  it.each(['\\\\server\\update', 'D:\\update', '/mnt/update'])(
    'accepts the folder %s',
    (folder) => {
      expect(isAccepted({ folder, publicKeys: [key] })).toBe(true);
    },
  );

  it.each(['', 'update', '..\\update', 'D:update', 'http://server/update'])(
    'refuses the folder %j',
    (folder) => {
      expect(isAccepted({ folder, publicKeys: [key] })).toBe(false);
    },
  );

  it('refuses invalid keys, an empty list of keys, and a folder without keys', () => {
    // `MCowBQ` begins the encoding of an Ed25519 public key, `MFkwEw` that of a P-256 public key.
    for (const invalidKey of ['', key.slice(1), `${key}=`, key.replace('MCowBQ', 'MFkwEw')])
      expect(isAccepted({ folder: '/mnt/update', publicKeys: [invalidKey] }), invalidKey).toBe(
        false,
      );
    expect(isAccepted({ folder: '/mnt/update', publicKeys: [] })).toBe(false);
    expect(isAccepted({ folder: '/mnt/update' })).toBe(false);
    expect(isAccepted({ publicKeys: [key] })).toBe(false);
  });

  it('is not a setting of the counter', () => {
    expect([...settingsKeys, ...editableKeys]).not.toContain('updateShare');
  });
});
