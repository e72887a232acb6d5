/** The clerk's main job, done with an installed app: from the sign-in to the verification log. */
import path from 'node:path';
import { expect } from 'vitest';
import { CLERK_PIN, type Clerk, type CustomerDetails } from '../../support/clerk.ts';

export const samples = path.resolve(import.meta.dirname, '../../../resources/samples');
export const FRONT = path.join(samples, 'smart-front.jpg');
export const BACK = path.join(samples, 'smart-back.jpg');
export const PHOTO = path.join(samples, 'smart-photo.jpg');
export const FILM = path.join(samples, 'webcam.mjpeg');
export const CLERK_MOBILE = '01300000042';
export const CUSTOMER: CustomerDetails = {
  gender: 'Female',
  profession: 'Homemaker',
  nominee: 'Porikkha Mia',
  nomineeRelation: 'Son',
  mobile: '01300001234',
};

/** From both sides of the card to the filled form. */
export const fillDetails = async (clerk: Clerk): Promise<void> => {
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  await clerk.settleReadings();
  await clerk.completeDetails(CUSTOMER);
};

/** From the filled form to the answer of the service. */
export const takePhotoAndSubmit = async (clerk: Clerk): Promise<void> => {
  await clerk.continue('Continue to photo');
  await clerk.takePhoto();
  await clerk.continue('Continue to review');
  await clerk.consentAndSubmit();
};

export const lookUpVerification = async (clerk: Clerk): Promise<void> => {
  await clerk.button('Home').click();
  await clerk.button('Verification status').click();
  await clerk.field('Mobile number').fill(CUSTOMER.mobile);
  await clerk.button('Check status').click();
  await clerk.page.locator('[data-verdict]').waitFor();
  await clerk.page.keyboard.press('Escape');
  await clerk.button('Verification log').click();
  await clerk.page.getByRole('row').nth(1).waitFor();
  await clerk.page.keyboard.press('Escape');
};

/** The lock that follows a new start. */
export const comeBack = async (clerk: Clerk): Promise<void> => {
  await clerk.unlock(CLERK_PIN);
  expect(await clerk.heading('Locked').count()).toBe(0);
};

/** A registration that nothing but the clerk's keys went into, submitted while the service cannot be reached. */
export const submitOffline = async (clerk: Clerk, typed: { readonly nid: string; readonly dob: string }): Promise<void> => {
  await clerk.startRegistration();
  await clerk.importCard(FRONT, BACK);
  await clerk.continue('Continue to details');
  await clerk.field('NID number').fill(typed.nid);
  await clerk.field('Date of birth').fill(typed.dob);
  await clerk.field('Name (Bangla)').fill('নমুনা বেগম');
  await clerk.field('Name (English)').fill('NAMUNA BEGUM');
  await clerk.field("Father's name").fill('নমুনা মিয়া');
  await clerk.field("Mother's name").fill('নমুনা খাতুন');
  await clerk.field('Present address').fill('গ্রাম: নমুনা, জেলা: উদাহরণ');
  await clerk.field('Same as present').check({ force: true });
  await clerk.completeDetails(CUSTOMER);
  await clerk.continue('Continue to photo');
  await clerk.importPhoto(PHOTO);
  await clerk.continue('Continue to review');
  await clerk.consentAndSubmit();
  await clerk.heading('Queued').waitFor();
};
