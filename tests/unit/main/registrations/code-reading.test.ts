import { toNidNumber } from '#tests/support/numbers.ts';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CARD_READING } from '#tests/support/fake-ekyc-client.ts';
import { createCellPicture } from '#tests/support/in-process-imaging.ts';
import { CONSENT_EVIDENCE, FIELD_VALUES } from '#tests/support/registration-values.ts';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { createTestCounter, putCard, type TestCounter } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { cardCodes } from '#tests/support/cards/card-codes.ts';
import type { CardCodes, CardCodeDecoder, CodeRequest } from '#main/card-reading/port.ts';
import { wholePictureCorners, rotatedHalfTurn } from '#shared/domain/card-corners.ts';
import { err, ok, type Result } from '#shared/result.ts';

const folders = createTemporaryFolders();
const BARCODE = {
  nid: toNidNumber('19800123456789012'),
  dob: { year: 1980, month: 10, day: 1 },
  nameEng: 'NOWSHEEN ARA',
};
const MRZ = {
  nid: toNidNumber('0123456789'),
  dob: { year: 1980, month: 10, day: 1 },
  nameEng: 'NOWSHEEN ARA',
};
const noCodes: CardCodes = { barcode: null, mrz: null, upsideDown: false };

/** Creates a decoder that returns `control.answer` once `control.gate` resolves, and records its requests. */
const createControlledDecoder = () => {
  const requests: CodeRequest[] = [];
  const control = { answer: ok(noCodes) as Result<CardCodes>, gate: Promise.resolve(), requests };
  const decoder: CardCodeDecoder = {
    read: async (request) => {
      requests.push(request);
      const { answer } = control;
      await control.gate;
      return answer;
    },
    stop: async () => undefined,
  };
  return { control, decoder };
};

let file = '';
let counter: TestCounter;
let control: ReturnType<typeof createControlledDecoder>['control'];
const startCounter = async (): Promise<void> => {
  const created = createControlledDecoder();
  control = created.control;
  counter = await createTestCounter({ file, cardCodeDecoder: created.decoder });
};
beforeEach(async () => {
  file = path.join(await folders.make(), 'store.sqlite');
  await startCounter();
});
afterEach(async () => {
  await counter.stop();
  await folders.remove();
});

describe('codes of a card', () => {
  it('are read from the back in the background, and prefill untouched fields', async () => {
    control.answer = ok({ ...noCodes, barcode: BARCODE });
    const { id } = unwrap(await counter.registrations.start());
    unwrap(
      await counter.registrations.saveFields(
        id,
        { applicant_name_eng: 'NOWSHEEN ARA BEGUM' },
        false,
      ),
    );
    await putCard(counter.registrations, id);
    const view = await counter.waitUntil(id, ({ code }) => code.state === 'read');
    expect(control.requests).toMatchObject([{ side: 'back' }]);
    expect(view.code.sources).toEqual(['barcode']);
    expect(view.fields.nid_no).toMatchObject({
      value: '19800123456789012',
      source: 'barcode',
      touched: false,
    });
    expect(view.fields.dob).toMatchObject({ value: '1/10/1980', source: 'barcode' });
    expect(view.fields.applicant_name_eng).toMatchObject({
      value: 'NOWSHEEN ARA BEGUM',
      touched: true,
      readings: { barcode: 'NOWSHEEN ARA' },
    });
  });

  it('are kept beside the service’s reading, which untouched fields follow', async () => {
    control.answer = ok({ ...noCodes, barcode: BARCODE, mrz: MRZ });
    const { id } = unwrap(await counter.registrations.start());
    await putCard(counter.registrations, id);
    await counter.waitUntil(id, ({ code }) => code.state === 'read');
    counter.fakeClient.answers.readCard = async () =>
      ok({ ...CARD_READING, fields: { ...CARD_READING.fields, dob: '2/10/1980' } });
    unwrap(await counter.registrations.readCard(id));
    const { fields } = await counter.waitUntil(id, ({ reading }) => reading.state === 'read');
    expect(fields.dob).toEqual({
      value: '2/10/1980',
      source: 'service',
      touched: false,
      readings: { service: '2/10/1980', barcode: '1/10/1980', mrz: '1/10/1980' },
    });
    expect(fields.nid_no).toMatchObject({ value: '0123456789', source: 'service' });
  });

  it('of a picture that was replaced meanwhile are dropped, and the new picture is read', async () => {
    let openGate = (): void => undefined;
    control.gate = new Promise((resolve) => {
      openGate = resolve;
    });
    control.answer = ok({ ...noCodes, barcode: BARCODE });
    const { id } = unwrap(await counter.registrations.start());
    await putCard(counter.registrations, id);
    await expect.poll(() => control.requests.length).toBe(1);
    expect((await counter.view(id)).code.state).toBe('reading');
    control.answer = ok(noCodes);
    unwrap(
      await counter.registrations.putPicture(id, {
        part: 'back',
        bytes: await createCellPicture(9),
        origin: 'scanner',
        dpi: 400,
      }),
    );
    openGate();
    const view = await counter.waitUntil(id, ({ code }) => code.state === 'unread');
    expect(view.fields.nid_no).toMatchObject({ value: '', readings: {} });
    expect(control.requests).toHaveLength(2);
  });

  it('are removed with their picture, with every untouched value', async () => {
    control.answer = ok({ ...noCodes, mrz: MRZ });
    const { id } = unwrap(await counter.registrations.start());
    await putCard(counter.registrations, id);
    await counter.waitUntil(id, ({ code }) => code.state === 'read');
    unwrap(await counter.registrations.saveFields(id, { nid_no: '0123456789' }, false));
    const { fields, code } = unwrap(await counter.registrations.removePicture(id, 'back'));
    expect(code.state).toBe('none');
    expect(fields.dob.value).toBe('');
    expect(fields.nid_no).toMatchObject({ value: '0123456789', touched: true, readings: {} });
  });

  it('are not read again at the next start, except when the app ended during the reading', async () => {
    control.answer = ok(noCodes);
    const { id } = unwrap(await counter.registrations.start());
    await putCard(counter.registrations, id);
    await counter.waitUntil(id, ({ code }) => code.state === 'unread');
    await counter.stop();
    await startCounter();
    expect((await counter.view(id)).code.state).toBe('unread');
    expect(control.requests).toHaveLength(0);
    control.gate = new Promise(() => undefined);
    unwrap(
      await counter.registrations.putPicture(id, {
        part: 'back',
        bytes: await createCellPicture(9),
        origin: 'scanner',
        dpi: 400,
      }),
    );
    await expect.poll(() => control.requests.length).toBe(1);
    counter.store.close();
    await startCounter();
    await expect.poll(() => control.requests.length).toBe(1);
    expect(control.requests[0]?.side).toBe('back');
  });

  it('of a barcode reader are kept when the picture shows only another code', async () => {
    let openGate = (): void => undefined;
    control.gate = new Promise((resolve) => {
      openGate = resolve;
    });
    control.answer = ok({ ...noCodes, mrz: MRZ });
    const { id } = unwrap(await counter.registrations.start());
    await putCard(counter.registrations, id);
    await expect.poll(() => control.requests.length).toBe(1);
    unwrap(await counter.registrations.addScannedCode(id, cardCodes.smartGs));
    openGate();
    const view = await counter.waitUntil(id, ({ code }) => code.sources.includes('mrz'));
    expect(view.code.sources).toEqual(['barcode', 'mrz']);
    expect(view.fields.nid_no.readings).toEqual({ barcode: '0123456789', mrz: '0123456789' });
  });

  it('fill the gender from the zone until the clerk chose one', async () => {
    control.answer = ok({ ...noCodes, mrz: { ...MRZ, sex: 'female' } });
    const { id } = unwrap(await counter.registrations.start());
    await putCard(counter.registrations, id);
    const { fields } = await counter.waitUntil(id, ({ code }) => code.state === 'read');
    expect(fields.gender).toEqual({
      value: 'Female',
      source: 'mrz',
      touched: false,
      readings: { mrz: 'Female' },
    });
    unwrap(await counter.registrations.saveFields(id, { gender: 'Third gender' }, false));
    unwrap(
      await counter.registrations.putPicture(id, {
        part: 'back',
        bytes: await createCellPicture(9),
        origin: 'scanner',
        dpi: 400,
      }),
    );
    const newReading = await counter.waitUntil(id, ({ code }) => code.state === 'read');
    expect(newReading.fields.gender).toMatchObject({
      value: 'Third gender',
      touched: true,
      readings: { mrz: 'Female' },
    });
    const removed = unwrap(await counter.registrations.removePicture(id, 'back'));
    expect(removed.fields.gender).toMatchObject({ value: 'Third gender', readings: {} });
  });

  it('are not read again from a picture whose reading failed', async () => {
    control.answer = err('IMG-PROCESS');
    const { id } = unwrap(await counter.registrations.start());
    await putCard(counter.registrations, id);
    await counter.waitUntil(id, ({ code }) => code.state === 'unread');
    unwrap(await counter.registrations.open(id));
    expect(control.requests).toHaveLength(1);
  });

  it('that are upside down rotate the picture', async () => {
    control.answer = ok({ ...noCodes, barcode: BARCODE, upsideDown: true });
    const { id } = unwrap(await counter.registrations.start());
    await putCard(counter.registrations, id);
    const { pictures } = await counter.waitUntil(
      id,
      ({ pictures: { back } }) => back?.crop?.foundBy === 'hand',
    );
    expect(pictures.back?.crop?.corners).toEqual(rotatedHalfTurn(wholePictureCorners));
  });

  it('that differ from the service’s NID prevent sending until the clerk has chosen, while different names do not', async () => {
    control.answer = ok({
      ...noCodes,
      barcode: { nid: toNidNumber('0123456780'), dob: null, nameEng: 'NOWSHEEN' },
    });
    const { nid_no: _nid, applicant_name_eng: _name, ...typed } = FIELD_VALUES;
    const { id } = unwrap(await counter.registrations.start());
    await putCard(counter.registrations, id);
    unwrap(
      await counter.registrations.putPicture(id, {
        part: 'photo',
        bytes: await createCellPicture(3, 800),
        origin: 'camera',
        dpi: null,
      }),
    );
    await counter.waitUntil(id, ({ code }) => code.state === 'read');
    unwrap(await counter.registrations.readCard(id));
    await counter.waitUntil(id, ({ reading }) => reading.state === 'read');
    unwrap(await counter.registrations.saveFields(id, typed, false));
    expect(await counter.registrations.submit(id, CONSENT_EVIDENCE)).toEqual(
      err('REG-INCOMPLETE', { params: { fields: 1 } }),
    );
    // The clerk typed a value but did not choose it, and the barcode still differs.
    unwrap(await counter.registrations.saveFields(id, { nid_no: '0123456789' }, undefined));
    expect(await counter.registrations.submit(id, CONSENT_EVIDENCE)).toEqual(
      err('REG-INCOMPLETE', { params: { fields: 1 } }),
    );
    unwrap(
      await counter.registrations.saveFields(id, { nid_no: '0123456789' }, undefined, ['nid_no']),
    );
    unwrap(await counter.registrations.submit(id, CONSENT_EVIDENCE));
  });
});
