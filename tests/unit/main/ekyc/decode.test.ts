import { describe, expect, it } from 'vitest';
import { decodeCard } from '#main/ekyc/decode/card.ts';
import { decodeLog } from '#main/ekyc/decode/log.ts';
import { decodeStatus, isFailedCall } from '#main/ekyc/decode/status.ts';
import { textOf } from '#main/ekyc/decode/values.ts';
import { parseJson, type Json } from '#main/ekyc/json.ts';
import type { Result } from '#shared/result.ts';

const decodeJson = (text: string): Json => parseJson(new TextEncoder().encode(text)) ?? null;
const ANSWER_ERROR = { ok: false, error: { code: 'SVC-ANSWER' } };
const dataOf = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.code);
  return result.data;
};

const commonFields = { nid_no: '0123', dob: '1/10/1980', father_name: 'ক', mother_name: 'খ' };
const handles = { id_front_url: 'https://s.example/f.jpg', id_back_url: 'https://s.example/b.jpg' };

describe('decodeCard', () => {
  it('decodes the shape of the service’s document', () => {
    const reading = dataOf(
      decodeCard({
        status: 'success',
        data: {
          ...commonFields,
          customer_name_ben: 'নমুনা',
          customer_name_eng: 'NOMUNA',
          address: 'গ',
          ...handles,
        },
      }),
    );
    expect(reading).toEqual({
      fields: {
        ...commonFields,
        applicant_name_ben: 'নমুনা',
        applicant_name_eng: 'NOMUNA',
        pres_address: 'গ',
      },
      front: { name: 'id_front_url', value: handles.id_front_url },
      back: { name: 'id_back_url', value: handles.id_back_url },
      other: {},
    });
  });

  it('decodes later names in any case and keeps the name of each handle', () => {
    const laterNames = {
      ID_FRONT_NAME: ' f 1.jpg',
      id_back_name: 'b.jpg',
      id_back_url: 'https://s.example/b',
    };
    const reading = dataOf(
      decodeCard({ data: { NID_No: '012', Applicant_Name_Eng: 'X', ...laterNames } }),
    );
    expect(reading.front).toEqual({ name: 'id_front_name', value: ' f 1.jpg' });
    expect(reading.back).toEqual({ name: 'id_back_name', value: 'b.jpg' });
    expect(reading.fields).toEqual({ nid_no: '012', applicant_name_eng: 'X' });
    expect(reading.other).toEqual({ id_back_url: 'https://s.example/b' });
  });

  it.each(['"none"', '"None"', '"null"', '"NULL"', '""', '"  "', 'null'])(
    'decodes %s as empty',
    (empty) => {
      const reading = dataOf(
        decodeCard(
          decodeJson(
            `{"data":{"nid_no":${empty},"dob":"1/1/1990","id_front_url":"f","id_back_url":"b"}}`,
          ),
        ),
      );
      expect(reading.fields).toEqual({ dob: '1/1/1990' });
      expect(
        decodeCard(decodeJson(`{"data":{"id_front_url":${empty},"id_back_url":"b"}}`)),
      ).toMatchObject(ANSWER_ERROR);
    },
  );

  it.each(['NaN', '"NaN"', '"nan"', '"N/A"', '"undefined"'])(
    'decodes %s as a value that could not be read',
    (unreadable) => {
      const reading = dataOf(
        decodeCard(
          decodeJson(
            `{"data":{"nid_no":${unreadable},"dob":"1/1/1990","id_front_url":"f","id_back_url":"b"}}`,
          ),
        ),
      );
      expect(reading.fields).toEqual({ dob: '1/1/1990' });
    },
  );

  it('omits the file paths of the pictures', () => {
    const laterNames = {
      id_front_name: 'f',
      id_back_name: 'b',
      id_front_image: '/media/f',
      id_back_image: '/media/b',
      spouse_name: 'ক',
    };
    expect(dataOf(decodeCard({ data: laterNames }))).toMatchObject({
      fields: { spouse_name: 'ক' },
      other: {},
    });
  });

  it('keeps all 17 digits of an NID sent as a number, and unknown keys', () => {
    const reading = dataOf(
      decodeCard(
        decodeJson(`{"status":"success","message":"Read.","data":{
          "nid_no":19900123456789013,"blood":"B+","raw":{"a":1},"id_front_url":"f","id_back_url":"b"}}`),
      ),
    );
    expect(reading.fields.nid_no).toBe('19900123456789013');
    expect(reading.other).toEqual({ blood: 'B+', raw: '{"a":1}', message: 'Read.' });
  });

  it('removes control characters that would reverse the display of a name', () => {
    const body = {
      status: 'success',
      data: {
        ...commonFields,
        customer_name_eng: 'RAFIQ \u202eAIM',
        address: '\u200e',
        ...handles,
      },
    };
    const { fields } = dataOf(decodeCard(body));
    expect(fields.applicant_name_eng).toBe('RAFIQ AIM');
    expect(fields.pres_address).toBeUndefined();
    expect(textOf('\u2067NAMUNA\u2069')).toBe('NAMUNA');
  });

  it('fails without both handles', () => {
    for (const body of [
      '[]',
      '{}',
      '{"status":"success"}',
      '{"data":{"id_front_url":"f"}}',
      '{"data":[]}',
    ]) {
      expect(decodeCard(decodeJson(body))).toMatchObject(ANSWER_ERROR);
    }
  });
});

describe('decodeStatus', () => {
  it.each([
    ['{"status":"pending"}', 'pending'],
    ['{"status":"Passed"}', 'passed'],
    ['{"status":"invalid","detail":null}', 'invalid'],
    ['{"status":"success","data":{"status":"passed","detail":{}}}', 'passed'],
    ['{"Status":"SUCCESS","Data":{"Status":"failed","Detail":{}}}', 'verification-failed'],
    ['{"status":"ec_requested"}', 'other'],
    ['{"status":"success","data":{"status":"undecided"}}', 'other'],
    ['{"status":"failed","detail":{"nid_score":10}}', 'verification-failed'],
    ['{"status":"failed"}', 'verification-failed'],
    ['{"status":"failed","detail":"none"}', 'verification-failed'],
  ])('decodes %s as %s', (text, verdict) => {
    expect(isFailedCall(decodeJson(text))).toBe(false);
    expect(dataOf(decodeStatus(decodeJson(text))).verdict).toBe(verdict);
  });

  it.each([
    '{"status":"failed","message":"No."}',
    '{"status":"failed","detail":"No such agent."}',
    '{"status":"failed","error":"x","status_code":400}',
    '{"status":"failed","status_code":500}',
    '{"status":"error","message":"Down."}',
    '{"status":"failed","detail":{"mobile_number":["Missing."]}}',
  ])('is not applied to %s, which is a failed call', (text) => {
    expect(isFailedCall(decodeJson(text))).toBe(true);
  });

  it.each([
    '{"status":"failed","status_code":6004,"message":"No customer."}',
    '{"status":"failed","status_code":"6004"}',
    '{"status":"not_found"}',
    '{"status":"success","data":{"status":"not_found"}}',
  ])('decodes %s as not-found and not as a failed call', (text) => {
    expect(isFailedCall(decodeJson(text))).toBe(false);
    expect(dataOf(decodeStatus(decodeJson(text)))).toMatchObject({
      verdict: 'not-found',
      comparisons: [],
    });
  });

  it('decodes a verdict with a score that is not a number', () => {
    const text =
      '{"status":"passed","detail":{"nid_from_card":"0123456789","nid_from_ec":"0123456789","nid_score":NaN,"nameEng_score":100}}';
    expect(dataOf(decodeStatus(decodeJson(text)))).toMatchObject({
      verdict: 'passed',
      comparisons: [
        { field: 'nid', card: '0123456789', ec: '0123456789', score: null },
        { field: 'nameEng', card: null, ec: null, score: 100 },
      ],
    });
  });

  it('never returns a picture as text', () => {
    const picture = 'A'.repeat(4000);
    const text = `{"status":"pending","detail":{"selfie":"data:image/png;base64,${picture}","raw":"/9j/${picture}"}}`;
    expect(dataOf(decodeStatus(decodeJson(text))).other).toEqual([
      { key: 'selfie', value: '[image/png, 3 KB]' },
      { key: 'raw', value: '[image, 3 KB]' },
    ]);
  });

  it('returns an unknown status text with the verdict other', () => {
    expect(
      dataOf(decodeStatus(decodeJson('{"status":"ec_requested","detail":"Throttle."}'))),
    ).toMatchObject({
      verdict: 'other',
      statusText: 'ec_requested',
      comparisons: [],
      other: [{ key: 'detail', value: 'Throttle.' }],
    });
  });

  const answersWithoutVerdict = [
    '{"status":"success"}',
    '{"status":"success","data":{}}',
    '{}',
    '[]',
    '{"status":7}',
    '{"status":{"a":1}}',
  ];
  it.each(answersWithoutVerdict)('fails for %s, which has no verdict', (text) => {
    expect(decodeStatus(decodeJson(text))).toMatchObject(ANSWER_ERROR);
  });

  it('returns comparisons with varying booleans and scores, and other keys under other', () => {
    const answer = dataOf(
      decodeStatus(
        decodeJson(`{"status":"success","trace":"t1","data":{"status":"failed","agent":"a","detail":{
          "nid_from_card":12345678901234567,"nid_from_ec":"none","nid_score":"85","DOB_From_Card":"1/1/1990","dob_score":-1,
          "nameEng_score":null,"textual_info_match":"False","applicantPhoto_from_card":"none","applicantPhoto_card_ec_match":"true",
          "applicantPhoto_app_ec_match":1,"faceDistance":0.25}}}`),
      ),
    );
    expect(answer.comparisons).toEqual([
      { field: 'nid', card: '12345678901234567', ec: null, score: 85 },
      { field: 'dob', card: '1/1/1990', ec: null, score: null },
      { field: 'nameEng', card: null, ec: null, score: null },
    ]);
    expect(answer.textMatches).toBe(false);
    expect(answer.cardPhoto).toEqual({ url: null, matchesEc: true });
    expect(answer.counterPhoto).toEqual({ url: null, matchesEc: true });
    expect(answer.other).toEqual([
      { key: 'faceDistance', value: '0.25' },
      { key: 'agent', value: 'a' },
      { key: 'trace', value: 't1' },
    ]);
  });
});

describe('decodeLog', () => {
  const line =
    '{"customer_mobile_number":"01300001234","customer_name":"N","customer_nid_number":19900123456789013,' +
    '"submitted_on":"1/2/2026","verification_status":"passed"}';
  const lists = [
    '[LINE]',
    '{"status":"success","data":[LINE]}',
    '{"count":1,"results":[LINE]}',
    '{"data":{"results":[LINE]}}',
  ];
  it.each(lists)('decodes the list in %s', (list) => {
    const text = list.replace('LINE', line);
    expect(dataOf(decodeLog(decodeJson(text)))).toEqual({
      entries: [
        {
          mobile: '01300001234',
          name: 'N',
          nid: '19900123456789013',
          submittedOn: '1/2/2026',
          verdict: 'passed',
        },
      ],
      received: 1,
    });
  });

  it.each([
    '[]',
    '{"data":[]}',
    '{"status":"not_found"}',
    '{"status":"Not_Found","detail":"Nothing."}',
    '{"status":"success","data":{"status":"not_found"}}',
    '{"status":"failed","status_code":6005}',
  ])('decodes %s as an empty log', (text) => {
    expect(dataOf(decodeLog(decodeJson(text)))).toEqual({ entries: [], received: 0 });
  });

  it('restores the leading zero of a mobile number sent as a number', () => {
    const mobiles = dataOf(
      decodeLog(
        decodeJson(
          '[{"mobile_number":1300001234},{"mobile_number":"1300001235"},{"mobile_number":"01300001236"}]',
        ),
      ),
    );
    expect(mobiles.entries.map(({ mobile }) => mobile)).toEqual([
      '01300001234',
      '01300001235',
      '01300001236',
    ]);
  });

  it('omits lines without mobile number and NID, and fails when none remains', () => {
    expect(dataOf(decodeLog(decodeJson(`[${line},{"note":1},7]`)))).toMatchObject({
      received: 3,
      entries: [{ name: 'N' }],
    });
    for (const text of ['{}', '{"status":"success"}', '[1,2]', '{"data":7}'])
      expect(decodeLog(decodeJson(text))).toMatchObject(ANSWER_ERROR);
  });
});
