/** A clerk's registration with an installed app, from sign-in to the verification log. */
import path from 'node:path';
import { loadSampleCards } from '#main/training/samples.ts';
import type { Clerk, CustomerDetails } from '#tests/support/clerk.ts';

export const samples = path.resolve(import.meta.dirname, '../../../resources/samples');
export const FRONT = path.join(samples, 'smart-front.jpg');
export const BACK = path.join(samples, 'smart-back.jpg');
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
  await clerk.chooseReadings();
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

export interface TypedCard {
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

/** A registration typed from the card while the service cannot be reached: it waits in the outbox. */
export const submitOffline = async (clerk: Clerk, card: TypedCard): Promise<void> => {
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

/** The sample card of the old kind, which no other registration of these tests uses. */
export const oldCard = async (): Promise<TypedCard> => {
  const [card] = await loadSampleCards(samples, 'old');
  return {
    front: path.join(samples, 'old-front.jpg'),
    back: path.join(samples, 'old-back.jpg'),
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
