/** Creates registration views of an invented customer for tests of the page's logic. */
import { fieldNames, type FieldName, type FieldView } from '#shared/domain/fields.ts';
import type { PictureView, RegistrationView } from '#shared/domain/registration.ts';

export const REGISTRATION_ID = '00000000-0000-4000-8000-000000000001';

export const emptyField: FieldView = { value: '', source: null, touched: false, readings: {} };

/** An untouched field with a reading of the service. */
export const createReadField = (value: string): FieldView => ({
  value,
  source: 'service',
  touched: false,
  readings: { service: value },
});

/** A touched field with a value that the clerk typed. */
export const createTypedField = (value: string): FieldView => ({
  value,
  source: 'typed',
  touched: true,
  readings: {},
});

export const createPicture = (overrides: Partial<PictureView> = {}): PictureView => ({
  url: 'capture/one',
  widthPx: 2022,
  heightPx: 1276,
  bytes: 300_000,
  dpi: 400,
  origin: 'scanner',
  failedChecks: [],
  override: null,
  photoProblems: null,
  cardKind: null,
  glareArea: null,
  crop: null,
  ...overrides,
});

export const createView = (
  overrides: Partial<Omit<RegistrationView, 'fields'>> & {
    readonly fields?: Partial<Record<FieldName, FieldView>>;
  } = {},
): RegistrationView => ({
  id: REGISTRATION_ID,
  reference: '0142-3-0038',
  state: 'draft',
  step: 'card',
  visited: ['card'],
  createdAt: 1_000,
  savedAt: 1_000,
  sameAddress: true,
  pictures: { front: null, back: null, photo: null },
  reading: { state: 'none', sentBytes: 0, totalBytes: 0, since: 0, error: null, fieldsRead: 0 },
  code: { state: 'none', sources: [] },
  consent: null,
  lastError: null,
  submittedAt: null,
  review: null,
  ...overrides,
  fields: {
    ...(Object.fromEntries(fieldNames.map((name) => [name, emptyField])) as Record<
      FieldName,
      FieldView
    >),
    ...overrides.fields,
  },
});
