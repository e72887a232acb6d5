/** Runs the demo script against an independent service. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDrfService, type DrfService } from '#tests/support/drf-service/start.ts';

const root = path.resolve(import.meta.dirname, '../../..');
let service: DrfService;
beforeAll(async () => {
  service = await startDrfService();
});
afterAll(() => service.stop());

it(
  'the demo registers the customer with exactly the fields of step 2, the token and no cookie',
  { timeout: 600_000 },
  async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        'scripts/demo.ts',
        '--base-url',
        service.url,
        '--otp',
        service.otp,
        '--mobile',
        '01300000042',
      ],
      { cwd: root, timeout: 590_000 },
    );
    expect(stdout).toContain('The customer is registered.');
    const step2 = service.requests.filter((request) => request.path.endsWith('?step=2'));
    expect(step2).toHaveLength(1);
    expect(Object.keys(step2[0]?.fields ?? {}).sort()).toEqual([
      'applicant_name_ben',
      'applicant_name_eng',
      'dob',
      'father_name',
      'gender',
      'id_back_url',
      'id_front_url',
      'mobile_number',
      'mother_name',
      'nid_no',
      'nominee',
      'nominee_relation',
      'perm_address',
      'pres_address',
      'profession',
    ]);
    // The values read from the card are sent unchanged.
    expect(step2[0]?.fields['dob']).toEqual(['3/3/1975']);
    expect(step2[0]?.authorization).toMatch(/^Token [0-9a-f]{40}$/);
    expect(Object.values(step2[0]?.files ?? {})).toEqual([
      expect.objectContaining({ name: 'applicant_photo.jpg', type: 'image/jpeg', jpeg: true }),
    ]);
    expect(service.requests.every((request) => request.cookie === null)).toBe(true);
  },
);
