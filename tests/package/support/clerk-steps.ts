/** Provides a clerk's steps in an installed app: registrations with a kill of the app or during an upgrade. */
import path from 'node:path';
import { expect } from 'vitest';
import { loadSampleCards } from '#tests/support/sample-cards.ts';
import type { Clerk, CustomerDetails } from '#tests/support/clerk.ts';
import type { FaultProxy } from '#tests/support/fault-proxy.ts';
import type { InstalledKiosk } from '#tests/support/installed-kiosk.ts';
import type { TestService } from '#tests/support/service/service.ts';

export const SAMPLES_FOLDER = path.resolve(import.meta.dirname, '../../../resources/samples');
export const FRONT = path.join(SAMPLES_FOLDER, 'smart-front.jpg');
export const BACK = path.join(SAMPLES_FOLDER, 'smart-back.jpg');
export const CAMERA_VIDEO = path.join(SAMPLES_FOLDER, 'webcam.mjpeg');
const CLERK_MOBILE = '01300000042';
const CUSTOMER: CustomerDetails = {
  gender: 'Female',
  profession: 'Homemaker',
  nominee: 'Porikkha Mia',
  nomineeRelation: 'Son',
  mobile: '01300001234',
};

/** A running installed app and the clerk who uses it. */
export interface RunningKiosk {
  readonly kiosk: InstalledKiosk;
  readonly clerk: Clerk;
}

export const signIn = (clerk: Clerk, service: TestService): Promise<void> =>
  clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');

/** Continues from the captured card and fills in the form. */
const fillDetails = async (clerk: Clerk): Promise<void> => {
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  await clerk.chooseReadings();
  await clerk.completeDetails(CUSTOMER);
};

/** Continues from the filled form, takes the photo and submits. */
const takePhotoAndSubmit = async (clerk: Clerk): Promise<void> => {
  await clerk.continue('Continue to photo');
  await clerk.takePhoto().catch(async (error: unknown) => {
    // There is no trace of an installed app, so the error contains the text of the screen.
    throw new Error(await clerk.page.locator('main').innerText(), { cause: error });
  });
  await clerk.continue('Continue to review');
  await clerk.consentAndSubmit();
};

const lookUpVerification = async (clerk: Clerk): Promise<void> => {
  await clerk.button('Home').click();
  await clerk.button('Verification status').click();
  await clerk.field('Mobile number').fill(CUSTOMER.mobile);
  await clerk.button('Check status').click();
  await clerk.page.locator('[data-verdict]').waitFor();
  await clerk.page.keyboard.press('Escape');
  await clerk.button('Verification log').click();
  await clerk.heading('Verification log').waitFor();
  await clerk.page.getByRole('row').nth(1).waitFor();
  await clerk.page.keyboard.press('Escape');
};

interface TypedCard {
  readonly front: string;
  readonly back: string;
  readonly nid: string;
  readonly dob: string;
  readonly nameBangla: string;
  readonly nameEnglish: string;
  readonly father: string;
  readonly mother: string;
  readonly address: string;
  readonly mobile: string;
}

/** Types and submits a registration while the service cannot be reached, so that it waits in the outbox. */
const submitOffline = async (clerk: Clerk, card: TypedCard): Promise<void> => {
  await clerk.startRegistration();
  await clerk.importCard(card.front, card.back);
  await clerk.continue('Continue to details');
  await clerk.field('NID number').fill(card.nid);
  await clerk.field('Date of birth').fill(card.dob);
  await clerk.field('Name (Bangla)').fill(card.nameBangla);
  await clerk.field('Name (English)').fill(card.nameEnglish);
  await clerk.field("Father's name").fill(card.father);
  await clerk.field("Mother's name").fill(card.mother);
  await clerk.field('Present address').fill(card.address);
  await clerk.field('Same as present').check({ force: true });
  await clerk.completeDetails({ ...CUSTOMER, mobile: card.mobile });
  await clerk.continue('Continue to photo');
  await clerk.takePhoto();
  await clerk.continue('Continue to review');
  await clerk.consentAndSubmit();
  await clerk.heading('Queued').waitFor();
};

/** The values of the old sample card, which no other registration of these tests uses. */
const loadOldCard = async (): Promise<TypedCard> => {
  const [card] = await loadSampleCards(SAMPLES_FOLDER, 'old');
  return {
    front: path.join(SAMPLES_FOLDER, 'old-front.jpg'),
    back: path.join(SAMPLES_FOLDER, 'old-back.jpg'),
    nid: card?.nid_no ?? '',
    dob: card?.dob ?? '',
    nameBangla: card?.name_ben ?? '',
    nameEnglish: card?.name_eng ?? '',
    father: card?.father_name ?? '',
    mother: card?.mother_name ?? '',
    address: card?.address ?? '',
    mobile: '01300009876',
  };
};

/** Fills in the details of a captured card, kills the app, restarts it and completes the registration up to the verification log. */
export const registerWithKill = async (
  running: RunningKiosk,
  launch: () => Promise<RunningKiosk>,
  service: TestService,
): Promise<void> => {
  await fillDetails(running.clerk);
  await running.kiosk.page.locator('[data-save="saved"]').waitFor();
  await running.kiosk.kill();

  const { clerk, kiosk } = await launch();
  await clerk.unlock();
  await clerk.heading('Registration').waitFor();
  expect(await clerk.field('Nominee').inputValue()).toBe(CUSTOMER.nominee);
  const mobileNumber = await clerk.field('Customer mobile').inputValue();
  expect(mobileNumber.replaceAll('-', '')).toBe(CUSTOMER.mobile);
  await takePhotoAndSubmit(clerk);
  await clerk.heading('Submitted').waitFor();
  expect(service.ledger()).toMatchObject([{ mobile_number: CUSTOMER.mobile }]);
  await lookUpVerification(clerk);
  await clerk.signOut();
  await kiosk.close();
};

/** Submits a registration offline, upgrades the app, and expects the registration at the service once the connection is restored. */
export const upgradeWhileWaiting = async (
  upgrade: () => Promise<void>,
  launch: () => Promise<RunningKiosk>,
  service: TestService,
  proxy: FaultProxy,
): Promise<void> => {
  const oldApp = await launch();
  await signIn(oldApp.clerk, service);
  await proxy.cut();
  const card = await loadOldCard();
  await submitOffline(oldApp.clerk, card);
  await oldApp.kiosk.close();

  await upgrade();

  const newApp = await launch();
  await newApp.clerk.unlock();
  expect(service.ledger()).toHaveLength(1);
  await proxy.restore();
  await expect.poll(() => service.ledger().length, { timeout: 60_000 }).toBe(2);
  expect(service.ledger()[1]).toMatchObject({ nid_no: card.nid, mobile_number: card.mobile });
  await newApp.kiosk.close();
};
