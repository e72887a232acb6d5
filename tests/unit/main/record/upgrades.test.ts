import { toMobileNumber } from '#tests/support/numbers.ts';
import { describe, expect, it } from 'vitest';
import { decodeBody, encodeBody, newBody } from '#main/record/body.ts';
import { BODY_VERSION, upgradeBody } from '#main/record/upgrades.ts';
import { err } from '#shared/result.ts';
import version1 from './bodies-version-1.json' with { type: 'json' };
import version2 from './bodies-version-2.json' with { type: 'json' };
import version5 from './bodies-version-5.json' with { type: 'json' };
import version6 from './bodies-version-6.json' with { type: 'json' };

const decodeStoredBody = (body: unknown) => decodeBody(Buffer.from(JSON.stringify(body), 'utf8'));

describe('upgradeBody', () => {
  it.each(Object.entries(version1))(
    'converts a body of version 1 (%s) to the current version with its values',
    (_, stored) => {
      const body = decodeStoredBody(stored);
      if (!body.ok) throw new Error(body.error.code);
      expect(body.data.version).toBe(BODY_VERSION);
      const {
        version: _version,
        fields,
        lastError,
        movedIn,
        cures,
        evidence: _evidence,
        discardReason: _discardReason,
        ...rest
      } = { movedIn: false, evidence: null, ...stored };
      expect(body.data.fields).toMatchObject(fields);
      expect(body.data).toMatchObject({ ...rest, transferredIn: movedIn, workarounds: cures });
      expect(body.data.lastError?.params).toEqual(
        lastError && 'params' in lastError ? lastError.params : undefined,
      );
    },
  );

  it('converts error codes of earlier versions to their current codes', () => {
    expect(decodeStoredBody(version1.transferredOut)).toMatchObject({
      data: { lastError: { code: 'TRANSFER-OUT', params: { counter: '0142-4' } } },
    });
  });

  it('adds default values that early bodies of version 1 lack', () => {
    expect(decodeStoredBody(version1.early)).toMatchObject({
      data: {
        codesOf: null,
        oldNid: null,
        evidence: null,
        decisions: [],
        takeOvers: [],
      },
    });
    expect(decodeStoredBody(version1.withPictures)).toMatchObject({
      data: {
        pictures: { photo: { photoProblems: null, cardKind: null, glareArea: null, crop: null } },
      },
    });
  });

  it.each(Object.entries(version2))(
    'adds an empty name of the spouse to a body of version 2 (%s)',
    (_, stored) => {
      const body = decodeStoredBody(stored);
      if (!body.ok) throw new Error(body.error.code);
      expect(body.data.fields).toEqual({
        ...stored.fields,
        spouse_name: { value: '', source: null, touched: false, readings: {} },
      });
    },
  );

  it.each(Object.entries(version5))(
    'keeps the consent of a body of version 5 (%s) and sets details that it lacks to null',
    (_, stored) => {
      const body = decodeStoredBody(stored);
      if (!body.ok) throw new Error(body.error.code);
      expect(body.data.version).toBe(BODY_VERSION);
      expect(body.data.consent).toEqual(
        stored.consent && { ...stored.consent, textHash: null, by: null, shownMs: null },
      );
      const { version: _version, consent: _consent, cures, ...rest } = stored;
      expect(body.data).toMatchObject({ ...rest, workarounds: cures });
    },
  );

  it('converts evidence and workarounds of version 6 to their current names', () => {
    expect(decodeStoredBody(version6.review)).toMatchObject({
      data: {
        evidence: { statusBefore: 'pending', statusNow: 'failed', matchesBefore: 0, matchesNow: 1 },
        workarounds: { newHandles: false, smallerPhoto: true },
      },
    });
  });

  it('removes the destination from the reason of a registration that version 6 transferred', () => {
    expect(version6.transferredOut.discardReason).toBe('→ 0142-4');
    expect(decodeStoredBody(version6.transferredOut)).toMatchObject({
      data: {
        discardReason: null,
        lastError: { code: 'TRANSFER-OUT', params: { counter: '0142-4' } },
      },
    });
  });

  it('returns a body of the current version unchanged', () => {
    const body = newBody(toMobileNumber('01300000042'), 5);
    expect(upgradeBody(body)).toEqual({ ok: true, data: body });
    expect(decodeBody(encodeBody(body))).toEqual({ ok: true, data: body });
  });

  it('returns STORE-NEWER for a body of a later version', () => {
    expect(
      decodeStoredBody({
        ...newBody(toMobileNumber('01300000042'), 5),
        version: BODY_VERSION + 1,
        more: 1,
      }),
    ).toEqual(err('STORE-NEWER'));
  });

  it.each([[null], [[]], ['text'], [{}], [{ version: '1' }], [{ version: 0 }], [{ version: 1.5 }]])(
    'returns STORE-DAMAGED for a value that is not a body: %j',
    (stored) => {
      expect(decodeStoredBody(stored)).toEqual(err('STORE-DAMAGED'));
    },
  );
});
