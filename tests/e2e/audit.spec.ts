/** Tests that the audit trail records a clerk's actions, and that a changed trail is reported at the next start. */
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { errors as bnErrors } from '#renderer/i18n/bn/errors.ts';
import { errors as enErrors } from '#renderer/i18n/en/errors.ts';
import {
  CLERK_MOBILE,
  CUSTOMER,
  expect,
  fillRegistration,
  test,
  testLanguages,
} from './fixture.ts';

const texts = { en: enErrors, bn: bnErrors } as const;
const ROOT = path.resolve(import.meta.dirname, '../..');

interface AuditLine {
  readonly seq: number;
  readonly event: string;
  readonly clerk: { readonly masked: string; readonly id: string | null } | null;
  readonly reference?: string;
  readonly code?: string;
}

const findTrailFile = async (dataDir: string): Promise<string> => {
  const folder = path.join(dataDir, 'audit');
  const [name = ''] = await readdir(folder);
  return path.join(folder, name);
};
const readTrailLines = async (dataDir: string): Promise<AuditLine[]> =>
  (await readFile(await findTrailFile(dataDir), 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as AuditLine);

/** Runs `npm run verify-audit`. @returns its exit code and output. */
const runVerifyAudit = async (...args: string[]): Promise<{ code: number; text: string }> => {
  try {
    const { stdout } = await promisify(execFile)(
      'npm',
      ['run', '--silent', 'verify-audit', '--', ...args],
      { cwd: ROOT },
    );
    return { code: 0, text: stdout };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, text: stdout };
  }
};

test('the trail records sign-in, registration, lock, unlock and sign-out without a value of the customer', async ({
  openSignedIn,
  dataDir,
}) => {
  const { kiosk, clerk } = await openSignedIn();
  await fillRegistration(clerk);
  await clerk.lock();
  await clerk.field('PIN').fill('111111');
  await clerk.button('Unlock').click();
  await expect.poll(async () => (await readTrailLines(dataDir)).at(-1)?.code).toBe('PIN-WRONG');
  await clerk.unlock();
  await clerk.consentAndSubmit();
  await clerk.heading('Submitted').waitFor();
  await clerk.button('Home').click();
  await clerk.signOut();
  await kiosk.close();

  const lines = await readTrailLines(dataDir);
  expect(lines.map(({ event }) => event)).toEqual([
    'app.started',
    'session.signed-in',
    'pin.chosen',
    'registration.begun',
    'counter.locked',
    'counter.unlock-failed',
    'counter.unlocked',
    'registration.submitted',
    'session.signed-out',
    'app.stopped',
  ]);
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_line, index) => index + 1));
  const clerks = lines.slice(1, -1).map((line) => line.clerk);
  for (const entryClerk of clerks) expect(entryClerk).toEqual(clerks[0]);
  expect(clerks[0]).toMatchObject({ masked: '0130•••0042' });
  expect(lines.find(({ event }) => event === 'registration.submitted')?.reference).toMatch(
    /^0142-3-\d{4}$/,
  );
  const text = await readFile(await findTrailFile(dataDir), 'utf8');
  for (const value of [CLERK_MOBILE, CUSTOMER.mobile, CUSTOMER.nominee])
    expect(text).not.toContain(value);

  const verification = await runVerifyAudit(path.join(dataDir, 'audit'));
  expect(verification).toMatchObject({ code: 0 });
  expect(verification.text).toContain('10 entries in 1 files');
});

for (const locale of testLanguages) {
  test(`the first screen reports an edited line at the next start, and registrations remain possible (${locale})`, async ({
    openSignedIn,
    open,
    dataDir,
  }) => {
    const first = await openSignedIn();
    await expect(first.kiosk.page.getByText('AUDIT-BROKEN')).toHaveCount(0);
    await first.kiosk.close();
    const file = await findTrailFile(dataDir);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('session.signed-in', 'session.signed-out'));

    const verification = await runVerifyAudit(file);
    expect(verification).toMatchObject({ code: 1 });
    expect(verification.text).toContain(`BROKEN line-altered at ${path.basename(file)}:2`);

    const { kiosk, clerk } = await open({ locale });
    await clerk.unlock();
    await clerk.heading('Counter').waitFor();
    const alert = kiosk.page.getByRole('alert').filter({ hasText: 'AUDIT-BROKEN' });
    await expect(alert).toContainText(texts[locale]['AUDIT-BROKEN'].cause);
    await expect(alert).toContainText(texts[locale]['AUDIT-BROKEN'].remedy);
    const log = await readFile(path.join(dataDir, 'log', 'kiosk.log'), 'utf8');
    expect(log).toMatch(/"event":"audit.broken","code":"AUDIT-BROKEN","problem":"line-altered"/);
    await clerk.startRegistration();
    expect((await readTrailLines(dataDir)).map(({ event }) => event)).toContain('audit.broken');
  });
}
