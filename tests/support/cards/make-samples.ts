/**
 * Writes the sample pictures for the demo and the tests: `npx node tests/support/cards/make-samples.ts`.
 * The seeds and scripts below determine the output, so a second run changes a file only when the drawing code has changed.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { encodeBarcodeText } from './barcode-text.ts';
import { launchBrowser } from './browser.ts';
import type { CardDrawing } from './draw.ts';
import { inventPerson, nidOnCard, type CardKind, type Person } from './people.ts';
import { renderCards } from './render.ts';
import { sampleNotes } from './sample-notes.ts';
import { createWebcamVideo } from './webcam.ts';

const SAMPLES_FOLDER = join(import.meta.dirname, '../../../resources/samples');
const MAX_PICTURE_BYTES = 350 * 1024;
const MAX_VIDEO_BYTES = 1024 * 1024;
/** Sigma of a Gaussian blur. The picture fails the sharpness check and looks like a card that was moved during the scan. */
const BLUR_SIGMA_PX = 7;

/** The special property of each customer of the training mode. */
type Practice = 'address' | 'reading' | 'blurred' | 'no-code' | 'verification-failed' | 'returning';

interface Sample {
  readonly practice: Practice;
  readonly kind: CardKind;
  readonly seed: number;
  /** Prefix of the file names of the pictures. */
  readonly files: string;
  readonly drawing?: CardDrawing;
  /** Values that the customer or the service adds to the card. */
  readonly script: Readonly<Record<string, unknown>>;
}

const SAMPLES: readonly Sample[] = [
  {
    practice: 'address',
    kind: 'smart',
    seed: 11,
    files: 'smart',
    script: {
      lives_at:
        'বাসা/হোল্ডিং: ০/০, গ্রাম/রাস্তা: নমুনা সড়ক, ডাকঘর: উদাহরণপুর - ০০০০, উদাহরণ থানা, নমুনা জেলা',
    },
  },
  {
    practice: 'reading',
    kind: 'old',
    seed: 8,
    files: 'old',
    script: { misread: { dob: '12/3/1991' } },
  },
  { practice: 'blurred', kind: 'smart', seed: 30, files: 'blurred', script: {} },
  {
    practice: 'no-code',
    kind: 'old',
    seed: 27,
    files: 'no-code',
    drawing: { worn: true },
    script: {},
  },
  {
    practice: 'verification-failed',
    kind: 'smart',
    seed: 41,
    files: 'verification-failed',
    script: { ec: { father_name: 'উদাহরণ হোসেন' } },
  },
  { practice: 'returning', kind: 'old', seed: 58, files: 'returning', script: {} },
];

/** The values of the card by the field names of the service, and the values that a clerk adds. */
function customerEntry(person: Person, { kind, files, practice, drawing, script }: Sample): object {
  return {
    practice,
    card: kind,
    front: `${files}-front.jpg`,
    back: `${files}-back.jpg`,
    ...(practice === 'blurred' ? { first_front: `${files}-front-first.jpg` } : {}),
    photo: `${files}-photo.jpg`,
    nid_no: nidOnCard(person, kind),
    dob: person.dob,
    customer_name_ben: person.nameBn,
    customer_name_eng: person.nameEn,
    father_name: person.fatherBn,
    mother_name: person.motherBn,
    address: person.address,
    gender: person.gender,
    blood_group: person.bloodGroup,
    profession: person.profession,
    nominee: person.nomineeBn,
    nominee_relation: person.nomineeRelation,
    mobile_number: person.mobile,
    ...(kind === 'old' && !drawing?.worn ? { barcode: encodeBarcodeText(person) } : {}),
    ...script,
  };
}

const blur = (picture: Buffer): Promise<Buffer> =>
  sharp(picture).blur(BLUR_SIGMA_PX).withMetadata().jpeg({ quality: 90 }).toBuffer();

async function writeSample(name: string, data: Buffer | string, maxBytes: number): Promise<void> {
  if (data.length > maxBytes) throw new Error(`${name} is too large: ${data.length} bytes`);
  await writeFile(join(SAMPLES_FOLDER, name), data);
  process.stdout.write(`${name} ${data.length}\n`);
}

async function main(): Promise<void> {
  await mkdir(SAMPLES_FOLDER, { recursive: true });
  const browser = await launchBrowser();
  const customers: object[] = [];
  try {
    for (const sample of SAMPLES) {
      const { kind, files, drawing } = sample;
      const person = inventPerson(sample.seed);
      const pictures = await renderCards(person, kind, browser, drawing);
      await writeSample(`${files}-front.jpg`, pictures.front, MAX_PICTURE_BYTES);
      await writeSample(`${files}-back.jpg`, pictures.back, MAX_PICTURE_BYTES);
      await writeSample(`${files}-photo.jpg`, pictures.photo, MAX_PICTURE_BYTES);
      if (sample.practice === 'blurred')
        await writeSample(
          `${files}-front-first.jpg`,
          await blur(pictures.front),
          MAX_PICTURE_BYTES,
        );
      if (files === 'smart')
        await writeSample('webcam.mjpeg', await createWebcamVideo(pictures.photo), MAX_VIDEO_BYTES);
      customers.push(customerEntry(person, sample));
    }
  } finally {
    await browser.close();
  }
  await writeSample('people.json', `${JSON.stringify(customers, null, 2)}\n`, MAX_PICTURE_BYTES);
  await writeSample('README.md', sampleNotes(), MAX_PICTURE_BYTES);
}

await main();
