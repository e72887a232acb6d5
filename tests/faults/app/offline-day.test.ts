/**
 * Registers 30 customers in the built app while the connection to the service is down. When it is restored, each registration must be
 * sent automatically and once, and the counter's totals must equal those of the service's ledger.
 */
import { expect, it } from 'vitest';
import { startFaultProxy } from '#tests/support/fault-proxy.ts';
import { createCustomer, samplePath, type Counter } from './counter.ts';
import { useRig } from './rig.ts';
import { dayCategories } from '#shared/domain/day-close.ts';
import type { RegistrationCounts } from '#shared/domain/registration.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';

const rig = useRig();
const CUSTOMERS = 30;
const REGISTERED_ON_SCREEN = 3;
const TIME_LIMIT_MS = 30 * 60_000;

const readCounts = (
  counter: Counter,
): Promise<Pick<RegistrationCounts, 'submittedToday' | 'waiting' | 'attentionOrDraft'>> =>
  counter.kiosk.page.evaluate(async () => {
    const result = await (window as unknown as { kiosk: KioskBridge }).kiosk.registration.counts();
    if (!result.ok) throw new Error(result.error.code);
    const { submittedToday, waiting, attentionOrDraft } = result.data;
    return { submittedToday, waiting, attentionOrDraft };
  });

/** Registers a customer through the screens with typed values, because without the service step 1 returns no reading. */
const registerOnScreen = async ({ clerk }: Counter, number: number): Promise<void> => {
  const { nid, mobile } = createCustomer(number);
  await clerk.startRegistration();
  await clerk.importCard(samplePath('smart-front'), samplePath('smart-back'));
  await clerk.continue('Continue to details');
  await clerk.field('NID number').fill(nid);
  await clerk.field('Date of birth').fill('12/8/1991');
  await clerk.field('Name (Bangla)').fill('নমুনা উদাহরণ বেগম');
  await clerk.field('Name (English)').fill('NAMUNA EXAMPLE');
  await clerk.field("Father's name").fill('উদাহরণ আলী মিয়া');
  await clerk.field("Mother's name").fill('নমুনা খাতুন');
  await clerk.field('Present address').fill('নমুনা সড়ক, উদাহরণ জেলা');
  await clerk.field('Same as present').check({ force: true });
  await clerk.completeDetails({
    gender: 'Female',
    profession: 'Homemaker',
    nominee: 'Porikkha Mia',
    nomineeRelation: 'Son',
    mobile,
  });
  // The code of the sample card has another person's values, so the clerk chooses the typed ones.
  await clerk.chooseReadings('typed');
  await clerk.continue('Continue to photo');
  await clerk.importPhoto(samplePath('smart-photo'));
  await clerk.continue('Continue to review');
  await clerk.consentAndSubmit();
  await clerk.heading('Queued').waitFor();
  await clerk.button('Home').click();
  await clerk.heading('Counter').waitFor();
};

it(
  `${String(CUSTOMERS)} customers registered without the service are sent once each when the connection is restored`,
  { timeout: TIME_LIMIT_MS },
  async () => {
    const proxy = await startFaultProxy(rig.service.url);
    try {
      const counter = await rig.openCounter({ baseUrl: proxy.url });
      await rig.signIn(counter);
      await proxy.cut();
      for (let number = 0; number < REGISTERED_ON_SCREEN; number += 1)
        await registerOnScreen(counter, number);
      for (let number = REGISTERED_ON_SCREEN; number < CUSTOMERS; number += 1)
        await counter.register(createCustomer(number));
      expect(rig.service.ledger()).toHaveLength(0);
      expect(await readCounts(counter)).toMatchObject({
        submittedToday: 0,
        waiting: CUSTOMERS,
        attentionOrDraft: 0,
      });

      await proxy.restore();
      const restoredAt = Date.now();
      await expect
        .poll(async () => (await readCounts(counter)).waiting, {
          timeout: 15 * 60_000,
          interval: 500,
        })
        .toBe(0);
      process.stdout.write(
        `\n${CUSTOMERS} registrations drained in ${((Date.now() - restoredAt) / 1_000).toFixed(1)} s after the connection was restored\n`,
      );

      expect(await readCounts(counter)).toMatchObject({
        submittedToday: CUSTOMERS,
        waiting: 0,
        attentionOrDraft: 0,
      });
      for (let number = 0; number < CUSTOMERS; number += 1)
        expect(rig.ledgerEntries(createCustomer(number))).toHaveLength(1);
      expect(rig.service.ledger()).toHaveLength(CUSTOMERS);
      expect((await counter.listRegistrations()).every(({ state }) => state === 'submitted')).toBe(
        true,
      );
      expect(rig.service.violations()).toEqual([]);

      // The Election Commission answers, and the counter receives the verdict.
      for (let number = 0; number < CUSTOMERS; number += 1)
        rig.service.setVerdict(createCustomer(number).nid, number % 2 === 0 ? 'passed' : 'failed');
      await expect
        .poll(
          async () =>
            (await counter.listRegistrations()).filter(({ state }) => state === 'submitted').length,
          { timeout: 90_000, interval: 500 },
        )
        .toBeLessThan(CUSTOMERS);
      const verdicts = (await counter.listRegistrations()).map(({ state }) => state);
      expect(
        verdicts.filter((state) => !['submitted', 'passed', 'verification-failed'].includes(state)),
      ).toEqual([]);

      // The totals of the day close count every registration.
      await counter.goHome();
      await counter.clerk.button('Day close').click();
      await counter.clerk.heading('Day close').waitFor();
      const readTotal = async (name: string): Promise<number> =>
        Number(await counter.kiosk.page.locator(`[data-total="${name}"]`).textContent());
      expect(await readTotal('taken')).toBe(CUSTOMERS);
      const totals = await Promise.all(dayCategories.map(readTotal));
      expect(totals.reduce((sum, total) => sum + total, 0)).toBe(CUSTOMERS);
    } finally {
      await proxy.close();
    }
  },
);
