/** Fake of the main process's registrations: one open registration that stores the page's changes. */
import { fieldNames, type FieldName, type FieldView } from '#shared/domain/fields.ts';
import type {
  CardSide,
  Duplicate,
  OverrideReason,
  PicturePart,
  PictureView,
  RegistrationView,
  Step,
} from '#shared/domain/registration.ts';
import type { AppError } from '#shared/result.ts';
import type { CardCorners } from '#shared/domain/card-corners.ts';
import type { CallInput } from '#shared/ipc/contract.ts';
import type { CallName } from '#shared/ipc/names.ts';

/** State of the registration when the page opens it, and the result of its submission. */
export interface RegistrationScenario {
  readonly stage:
    | 'empty'
    | 'warned'
    | 'card'
    | 'reading'
    | 'read'
    | 'conflict'
    | 'unread'
    | 'refused'
    | 'photo'
    | 'complete';
  readonly step?: Step;
  readonly outcome?: RegistrationView['state'];
  readonly duplicates?: readonly Duplicate[];
}

/** The view of a registration that has just been started. */
export const STARTED_REGISTRATION: RegistrationView = {
  id: '00000000-0000-4000-8000-000000000038',
  reference: '0142-3-0038',
  state: 'draft',
  step: 'card',
  visited: ['card'],
  createdAt: Date.now() - 90_000,
  savedAt: Date.now() - 4_000,
  fields: Object.fromEntries(
    fieldNames.map((name) => [name, { value: '', source: null, touched: false, readings: {} }]),
  ) as unknown as RegistrationView['fields'],
  sameAddress: false,
  pictures: { front: null, back: null, photo: null },
  reading: {
    state: 'none',
    sentBytes: 0,
    totalBytes: 0,
    since: Date.now(),
    error: null,
    fieldsRead: 0,
  },
  code: { state: 'none', sources: [] },
  consent: null,
  lastError: null,
  submittedAt: null,
  review: null,
};

const createPicture = (part: string, overrides: Partial<PictureView> = {}): PictureView => ({
  url: `capture/${part}`,
  widthPx: 2_022,
  heightPx: 1_276,
  bytes: 309_000,
  dpi: part === 'photo' ? null : 400,
  origin: part === 'photo' ? 'camera' : 'scanner',
  failedChecks: [],
  override: null,
  photoProblems: null,
  cardKind: null,
  glareArea: null,
  crop:
    part === 'photo'
      ? null
      : {
          url: `capture/${part}-source`,
          widthPx: 1_732,
          heightPx: 1_260,
          foundBy: 'size',
          corners: [
            { x: 0.13, y: 0.19 },
            { x: 0.9, y: 0.14 },
            { x: 0.92, y: 0.81 },
            { x: 0.15, y: 0.86 },
          ],
        },
  ...overrides,
});

const ADDRESS = 'গ্রাম/রাস্তা: পরীক্ষা লেন, ডাকঘর: নমুনাগঞ্জ - ০০০০, উদাহরণ থানা, নমুনা জেলা';
const cardValues: Readonly<Partial<Record<FieldName, string>>> = {
  nid_no: '0123456789012',
  dob: '12/1/1984',
  applicant_name_ben: 'মোঃ উদাহরণ মিয়া',
  applicant_name_eng: 'MD. EXAMPLE MIA',
  father_name: 'নমুনা আলী প্রামাণিক',
  mother_name: 'উদাহরণ বেগম',
  pres_address: ADDRESS,
  perm_address: ADDRESS,
};
const clerkValues: Readonly<Partial<Record<FieldName, string>>> = {
  gender: 'Male',
  profession: 'Farmer, fisher or labourer',
  nominee: 'উদাহরণ বিবি',
  nominee_relation: 'Wife',
  mobile_number: '01300001234',
};

/** @returns the fields with other values, all from one source. */
const withValues = (
  fields: RegistrationView['fields'],
  values: Readonly<Partial<Record<FieldName, string>>>,
  source: 'service' | 'typed',
): RegistrationView['fields'] => ({
  ...fields,
  ...(Object.fromEntries(
    Object.entries(values).map(([name, value]): [string, FieldView] => [
      name,
      {
        value,
        source,
        touched: source === 'typed',
        readings: source === 'service' ? { service: value } : {},
      },
    ]),
  ) as Partial<Record<FieldName, FieldView>>),
});

const createInitialView = ({ stage: at, step }: RegistrationScenario): RegistrationView => {
  const cardPictures = { front: createPicture('front'), back: createPicture('back'), photo: null };
  const since = Date.now() - 4_000;
  const visited: Step[] = ['card', 'details'];
  if (at !== 'read' && at !== 'reading' && at !== 'conflict' && at !== 'unread')
    visited.push('photo');
  if (at === 'complete' || at === 'refused') visited.push('review');
  const runningReading = {
    ...STARTED_REGISTRATION.reading,
    state: 'sending' as const,
    sentBytes: 312 * 1024,
    totalBytes: 604 * 1024,
    since,
  };
  const completedReading = {
    ...STARTED_REGISTRATION.reading,
    state: 'read' as const,
    since,
    fieldsRead: 7,
  };
  const readFields = withValues(STARTED_REGISTRATION.fields, cardValues, 'service');
  const view: RegistrationView = {
    ...STARTED_REGISTRATION,
    step: step ?? 'card',
    pictures: cardPictures,
    reading: completedReading,
    fields: readFields,
    visited,
  };
  switch (at) {
    case 'empty':
      return { ...STARTED_REGISTRATION, step: step ?? 'card' };
    case 'warned': {
      const back = createPicture('back', { failedChecks: ['wide-enough'], widthPx: 812, dpi: 200 });
      return { ...STARTED_REGISTRATION, pictures: { ...cardPictures, back }, step: step ?? 'card' };
    }
    case 'card':
      return {
        ...STARTED_REGISTRATION,
        pictures: { ...cardPictures, back: null },
        step: step ?? 'card',
      };
    case 'reading':
      return { ...view, reading: runningReading, fields: STARTED_REGISTRATION.fields };
    case 'unread':
      return {
        ...view,
        reading: { ...completedReading, state: 'unread', error: { code: 'SVC-UNREAD' } },
        fields: STARTED_REGISTRATION.fields,
      };
    case 'conflict': {
      const createTwiceReadField = (service: string, barcode: string): FieldView => {
        const readings = { service, barcode };
        return { value: service, source: 'service', touched: false, readings };
      };
      const dob = createTwiceReadField('12/1/1934', '12 Jan 1984');
      const nid = createTwiceReadField('0123456789012', '0123456789012');
      return { ...view, fields: { ...readFields, dob, nid_no: nid } };
    }
    case 'read':
    case 'photo':
      return {
        ...view,
        fields: at === 'photo' ? withValues(readFields, clerkValues, 'typed') : readFields,
      };
    case 'refused':
    case 'complete': {
      const completeView = {
        ...view,
        fields: withValues(readFields, clerkValues, 'typed'),
        pictures: { ...cardPictures, photo: createPicture('photo') },
      };
      if (at === 'complete') return completeView;
      const fields = { profession: 'This value is not allowed.' };
      return {
        ...completeView,
        state: 'refused',
        lastError: { code: 'SVC-REFUSED', service: 'Some fields are invalid.', fields },
      };
    }
  }
};

const READING_DURATION_MS = 1_500;

/** Creates the results of the registration calls, for one registration that the fake stores. */
interface FakeRegistration {
  /** The results of the calls about registrations. */
  readonly answers: Partial<Record<CallName, (input: never) => unknown>>;
  /** Replaces the view, so that the result of a later call contains what a test has sent to the page. */
  readonly setView: (view: RegistrationView) => void;
}

export const createFakeRegistration = (
  scenario: RegistrationScenario,
  emit: (name: 'registration', view: RegistrationView) => void,
): FakeRegistration => {
  let view = createInitialView(scenario);
  const updateView = (changes: Partial<RegistrationView>): RegistrationView => {
    view = { ...view, ...changes, savedAt: Date.now() };
    emit('registration', view);
    return view;
  };
  const putPicture = (part: PicturePart, overrides: Partial<PictureView> = {}): RegistrationView =>
    updateView({ pictures: { ...view.pictures, [part]: createPicture(part, overrides) } });

  const answers: FakeRegistration['answers'] = {
    'registration.start': () => view,
    'registration.current': () => view,
    'registration.open': () => view,
    'registration.setStep': ({ step }: { step: Step }) =>
      updateView({ step, visited: [...new Set([...view.visited, step])] }),
    'registration.saveFields': ({
      values,
      sameAddress,
    }: {
      values: Partial<Record<FieldName, string>>;
      sameAddress?: boolean;
    }) => {
      const touched = Object.fromEntries(
        Object.entries(values).map(([name, value]) => [
          name,
          { ...view.fields[name as FieldName], value, source: 'typed', touched: true },
        ]),
      );
      return {
        savedAt: updateView({
          fields: { ...view.fields, ...touched },
          sameAddress: sameAddress ?? view.sameAddress,
        }).savedAt,
      };
    },
    'registration.putPicture': ({
      part,
      origin,
      photoProblems,
    }: Pick<CallInput<'registration.putPicture'>, 'part' | 'origin' | 'photoProblems'>) =>
      putPicture(part, { origin, photoProblems: photoProblems ?? null }),
    'registration.cropCard': ({ side, corners }: { side: CardSide; corners: CardCorners }) => {
      const crop = view.pictures[side]?.crop;
      return putPicture(side, crop ? { crop: { ...crop, corners, foundBy: 'hand' } } : {});
    },
    'registration.overridePicture': ({
      part,
      reason,
    }: {
      part: PicturePart;
      reason: OverrideReason;
    }) => putPicture(part, { failedChecks: ['wide-enough'], widthPx: 812, override: reason }),
    'registration.readCard': () => {
      const since = Date.now();
      const deliverReading = (): void => {
        const untouched = Object.fromEntries(
          Object.entries(cardValues).filter(([name]) => !view.fields[name as FieldName].touched),
        );
        const reading = { ...view.reading, state: 'read' as const, since, fieldsRead: 7 };
        updateView({ fields: withValues(view.fields, untouched, 'service'), reading });
      };
      setTimeout(deliverReading, READING_DURATION_MS);
      return updateView({
        reading: {
          ...view.reading,
          state: 'sending',
          sentBytes: 100_000,
          totalBytes: 618_000,
          since,
        },
      });
    },
    'registration.submit': ({
      consent,
    }: {
      consent: CallInput<'registration.submit'>['consent'];
    }) => {
      const state = scenario.outcome ?? 'submitted';
      const errors: Partial<Record<RegistrationView['state'], AppError>> = {
        waiting: { code: 'NET-CONNECT-TIMEOUT' },
        refused: { code: 'SVC-REFUSED', service: 'Nominee relation is missing.' },
      };
      const submittedAt = state === 'submitted' ? Date.now() : null;
      return updateView({
        state,
        lastError: errors[state] ?? null,
        consent: { ...consent, at: Date.now() },
        submittedAt,
      });
    },
    'customer.show': () => undefined,
    'customer.hide': () => undefined,
    'registration.checkNow': () => updateView({ state: 'submitted', submittedAt: Date.now() }),
    'registration.duplicates': () => scenario.duplicates ?? [],
    'registration.putAside': () => undefined,
    'registration.discard': () => ({ undoMs: 0 }),
    'registration.undoDiscard': () => undefined,
    'registration.close': () => {
      view = STARTED_REGISTRATION;
    },
    'scanner.list': () => ({
      scanners: [
        { id: 'one', driver: 'simulated', name: 'Flatbed A, window side' },
        { id: 'two', driver: 'simulated', name: 'Flatbed B' },
      ],
      chosen: 'one',
      dpi: 400,
    }),
    'scanner.choose': () => undefined,
    'scanner.scan': ({ side }: { side: CardSide }) => putPicture(side),
    'scanner.cancel': () => undefined,
    'camera.lease': () => ({ camera: null }),
    'camera.choose': () => undefined,
    'camera.release': () => undefined,
    'slip.print': () => undefined,
  };
  return {
    answers,
    setView: (newView) => {
      view = newView;
    },
  };
};
