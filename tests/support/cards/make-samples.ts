/**
 * Writes the sample pictures for the demonstration and the tests: node tests/support/cards/make-samples.ts
 * The seeds below decide everything, so running it again changes nothing but what the drawing changed.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { barcodeText } from './barcode-text.ts';
import { launchBrowser } from './browser.ts';
import { inventPerson, nidOn, type CardKind, type Person } from './people.ts';
import { renderCards } from './render.ts';
import { sampleNotes } from './sample-notes.ts';
import { webcamMjpeg } from './webcam.ts';

const FOLDER = join(import.meta.dirname, '../../../resources/samples');
const SEEDS: Readonly<Record<CardKind, number>> = { old: 8, smart: 11 };
const KINDS: readonly CardKind[] = ['old', 'smart'];
const MOST_CARD = 350 * 1024;
const MOST_FILM = 1024 * 1024;

/** The values of the card by the field names of the service, and the values that a clerk would add. */
function record(person: Person, kind: CardKind): Record<string, string> {
  return {
    card: kind,
    front: `${kind}-front.jpg`,
    back: `${kind}-back.jpg`,
    photo: `${kind}-photo.jpg`,
    nid_no: nidOn(person, kind),
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
    ...(kind === 'old' ? { barcode: barcodeText(person) } : {}),
  };
}

async function save(name: string, data: Buffer | string, most: number): Promise<void> {
  if (data.length > most) throw new Error(`${name} is too large: ${data.length} bytes`);
  await writeFile(join(FOLDER, name), data);
  process.stdout.write(`${name} ${data.length}\n`);
}

async function main(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const browser = await launchBrowser();
  const people: Record<string, string>[] = [];
  try {
    for (const kind of KINDS) {
      const person = inventPerson(SEEDS[kind]);
      const pictures = await renderCards(person, kind, browser);
      await save(`${kind}-front.jpg`, pictures.front, MOST_CARD);
      await save(`${kind}-back.jpg`, pictures.back, MOST_CARD);
      await save(`${kind}-photo.jpg`, pictures.photo, MOST_CARD);
      if (kind === 'smart')
        await save('webcam.mjpeg', await webcamMjpeg(pictures.photo), MOST_FILM);
      people.push(record(person, kind));
    }
  } finally {
    await browser.close();
  }
  await save('people.json', `${JSON.stringify(people, null, 2)}\n`, MOST_CARD);
  await save('README.md', sampleNotes(), MOST_CARD);
}

await main();
