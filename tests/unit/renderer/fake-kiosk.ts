/**
 * Fake of the main process: returns the results of the page's calls from a scenario, so that screens are tested without
 * the main process. Customers and numbers are invented.
 */
import { toMobileNumber } from '#tests/support/numbers.ts';
import type { RegistrationRow, RegistrationView } from '#shared/domain/registration.ts';
import type { LogEntry, VerificationView } from '#shared/domain/verification.ts';
import type { AppState, CallOutput, EventPayload, KioskBridge } from '#shared/ipc/contract.ts';
import { callNames, type CallName, type EventName } from '#shared/ipc/names.ts';
import {
  createFakeRegistration,
  STARTED_REGISTRATION,
  type RegistrationScenario,
} from './fake-registration.ts';
import { err, ok, type AppError, type Result } from '#shared/result.ts';

export interface Scenario {
  readonly locale?: 'en' | 'bn';
  readonly signedIn?: boolean;
  /** Mobile number of the clerk whose session the service has ended; undefined when no session has ended. */
  readonly endedSessionMobile?: string;
  readonly training?: boolean;
  readonly lockdown?: boolean;
  readonly offline?: boolean;
  readonly keychain?: 'ok' | 'unavailable';
  readonly storeNotice?: AppState['storeNotice'];
  readonly storeNoticeParams?: AppState['storeNoticeParams'];
  readonly auditNotice?: AppState['auditNotice'];
  readonly disk?: AppState['disk'];
  readonly lock?: Partial<AppState['lock']>;
  /** How many registrations need attention. */
  readonly attention?: 'some' | 'none' | 'many';
  readonly overview?: CallOutput<'day.overview'>;
  readonly verdict?: VerificationView['verdict'];
  /** An open registration that stores changes; without it every registration is empty. */
  readonly registration?: RegistrationScenario;
  readonly setup?: Partial<AppState['setup']>;
  readonly autoPrintSlip?: boolean;
  readonly helpline?: string;
  readonly policyProblem?: string;
  /** Further answers, by call; they replace the default ones. */
  readonly answers?: Readonly<Partial<Record<CallName, (input: never) => unknown>>>;
  /** Errors of the calls that fail. */
  readonly failures?: Readonly<Partial<Record<CallName, AppError>>>;
}

export interface FakeKiosk extends KioskBridge {
  /** Sends an event to the page, as the main process does. */
  readonly emit: <N extends EventName>(name: N, payload: EventPayload<N>) => void;
  /** Every call made so far. */
  readonly calls: { readonly name: CallName; readonly input: unknown }[];
  /** Makes a call fail from now on; with null it succeeds again. */
  readonly fail: (name: CallName, error: AppError | null) => void;
}

const createId = (number: number): string =>
  `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const createRow = (
  number: number,
  state: RegistrationRow['state'],
  maskedName: string,
  maskedNid: string,
  lastError: AppError | null,
): RegistrationRow => ({
  id: createId(number),
  reference: `0142-3-00${number}`,
  state,
  step: 'review',
  maskedName,
  maskedNid,
  updatedAt: Date.now() - number * 60_000,
  attempts: 1,
  lastError,
});

const createAttentionRows = (amount: Scenario['attention']): RegistrationRow[] => {
  if (amount === 'none') return [];
  const someRows = [
    createRow(31, 'unknown', 'ন•• উ••••• ব•••', '012•••••89', null),
    createRow(26, 'refused', 'M• E•••••• M••', '0123••••••012', {
      code: 'SVC-REFUSED',
      service: 'profession: This field is required.',
    }),
    createRow(34, 'waiting', 'N••••• E••••••', '0177••••••020', { code: 'NET-CONNECT-TIMEOUT' }),
  ];
  return amount === 'many'
    ? [
        ...someRows,
        ...someRows.map((row, index) => ({ ...row, id: createId(90 + index) })),
        createRow(37, 'draft', '', '', null),
      ]
    : someRows;
};

export const createEmptyRegistration = (): RegistrationView => ({
  ...STARTED_REGISTRATION,
  createdAt: Date.now(),
  savedAt: Date.now(),
  sameAddress: true,
});

const createVerification = (verdict: VerificationView['verdict']): VerificationView => ({
  mobile: toMobileNumber('01300005678'),
  verdict,
  statusText: verdict === 'other' ? 'ec_requested' : verdict,
  comparisons:
    verdict === 'pending' || verdict === 'other'
      ? []
      : [
          { field: 'nid', card: '0123456789012', ec: '19840123456789012', score: 100 },
          { field: 'dob', card: '12/1/1984', ec: '1984-01-12', score: 100 },
          { field: 'nameBng', card: 'মোঃ উদাহরণ মিয়া', ec: 'মো. উদাহরণ মিয়া', score: 94 },
          { field: 'nameEng', card: 'MD. EXAMPLE MIA', ec: 'MD. EXAMPLE MIA', score: 100 },
          { field: 'fatherName', card: 'নমুনা আলী প্রামাণিক', ec: 'নমুনা ওলী প্রামানিক', score: 61 },
          { field: 'motherName', card: 'উদাহরণ বেগম', ec: 'উদাহরণ বেগম', score: 100 },
          {
            field: 'presentAddress',
            card: 'গ্রাম/রাস্তা: পরীক্ষা লেন, ডাকঘর: নমুনাগঞ্জ',
            ec: 'গ্রাম/রাস্তা: পরীক্ষা গলি, ডাকঘর: নমুনাগঞ্জ',
            score: 78,
          },
          { field: 'bloodGroup', card: 'B+', ec: null, score: null },
        ],
  textMatches: verdict === 'pending' || verdict === 'other' ? null : verdict === 'passed',
  cardPhoto: { url: null, matchesEc: verdict === 'pending' || verdict === 'other' ? null : true },
  counterPhoto: {
    url: null,
    matchesEc: verdict === 'pending' || verdict === 'other' ? null : verdict === 'passed',
  },
  storedPictures: null,
  other: [
    { key: 'ec_request_id', value: 'sample-0001' },
    { key: 'remarks', value: 'invented' },
  ],
  askedAt: Date.now(),
});

const createLogEntries = (page: number): LogEntry[] =>
  Array.from({ length: 20 }, (_, index) => ({
    mobile: `0130000${String(page * 100 + index).padStart(4, '0')}`,
    name: index % 3 === 0 ? 'মোঃ উদাহরণ মিয়া' : 'NAMUNA EXAMPLE BEGUM',
    nid: index % 2 === 0 ? '0123456789' : `01234567890${10 + index}`,
    submittedOn: `2026-05-${String(28 - index).padStart(2, '0')}`,
    verdict:
      ['passed', 'verification-failed', 'pending', 'invalid', 'ec_requested'][index % 5] ??
      'passed',
  }));

const createTrainingView = (): NonNullable<AppState['training']> => ({
  otp: '123456',
  onGlass: 'address',
  customers: [
    {
      practice: 'address',
      card: 'smart',
      name: { en: 'NAMUNA BEGUM', bn: 'নমুনা বেগম' },
      gender: 'Female',
      profession: 'Teacher',
      nominee: 'নমুনা মিয়া',
      nomineeRelation: 'Son',
      mobile: '01300001234',
      livesAt: 'নমুনা সড়ক',
      registered: false,
    },
  ],
  faults: [],
  guide: false,
});

const createAppState = (scenario: Scenario): AppState => ({
  version: '0.1.0',
  lockdown: scenario.lockdown ?? false,
  locale: scenario.locale ?? 'en',
  location: {
    bank: { en: 'Example Bank', bn: 'উদাহরণ ব্যাংক' },
    branch: { en: 'Example Branch', bn: 'উদাহরণ শাখা' },
    branchCode: '0142',
    counterNumber: '3',
    helpline: scenario.helpline ?? '01300009999',
  },
  training: scenario.training ? createTrainingView() : null,
  keychain: scenario.keychain ?? 'ok',
  storeNotice: scenario.storeNotice ?? null,
  storeNoticeParams: scenario.storeNoticeParams ?? null,
  disk: scenario.disk ?? 'ok',
  auditNotice: scenario.auditNotice ?? null,
  session: {
    signedIn: scenario.signedIn ?? false,
    maskedMobile: scenario.signedIn ? '0130•••0042' : null,
    reason: scenario.endedSessionMobile === undefined ? 'none' : 'ended',
    ...(scenario.endedSessionMobile !== undefined && { mobile: scenario.endedSessionMobile }),
  },
  lock: {
    locked: false,
    reason: null,
    since: null,
    locksInMs: null,
    needsPin: false,
    hasPin: true,
    remainingAttempts: 5,
    canUsePin: true,
    hasLeadPin: false,
    openRegistration: null,
    ...scenario.lock,
  },
  service: { reachable: !scenario.offline, since: Date.now() - 600_000, error: null },
  settings: {
    wrong: [],
    missing: [],
    locked: [],
    policyProblem: scenario.policyProblem ?? null,
  },
  display: { textSize: 100, contrast: 'system', onScreenKeyboard: 'touch', sounds: false },
  slipSize: '80mm',
  autoPrintSlip: scenario.autoPrintSlip ?? false,
  logExport: 'masked',
  setup: {
    open: [],
    skipped: [],
    devices: { scanner: null, camera: null, printer: null },
    ...scenario.setup,
  },
  wedge: { prefix: '', suffix: '' },
  lists: {
    gender: [
      { en: 'Male', bn: 'পুরুষ' },
      { en: 'Female', bn: 'নারী' },
      { en: 'Third gender', bn: 'তৃতীয় লিঙ্গ' },
    ],
    profession: [
      { en: 'Farmer, fisher or labourer', bn: 'কৃষক, জেলে বা শ্রমিক' },
      { en: 'Homemaker', bn: 'গৃহিণী' },
      { en: 'Teacher', bn: 'শিক্ষক' },
    ],
    nomineeRelation: [
      { en: 'Wife', bn: 'স্ত্রী' },
      { en: 'Son', bn: 'পুত্র' },
    ],
  },
  consent: {
    version: '1',
    en: 'I agree to the check of my details.',
    bn: 'আমার তথ্য মেলানোতে আমি সম্মত।',
  },
});

export const createFakeKiosk = (scenario: Scenario = {}): FakeKiosk => {
  const listeners = new Map<string, Set<(payload: never) => void>>();
  const calls: { name: CallName; input: unknown }[] = [];
  const failing = new Map<CallName, AppError>(
    Object.entries(scenario.failures ?? {}) as [CallName, AppError][],
  );
  let attentionRows = createAttentionRows(scenario.attention ?? 'some');
  let storeNotice = scenario.storeNotice ?? null;
  const emit: FakeKiosk['emit'] = (name, payload) => {
    // `app.state` returns the notice that was sent last.
    if (name === 'store-notice') storeNotice = payload as typeof storeNotice;
    if (name === 'registration') fakeRegistration?.setView(payload as RegistrationView);
    listeners.get(name)?.forEach((listen) => listen(payload as never));
  };

  const fakeRegistration = scenario.registration
    ? createFakeRegistration(scenario.registration, emit)
    : null;

  const signIn = (): EventPayload<'session'> => {
    const session = { signedIn: true, maskedMobile: '0130•••0042', reason: 'none' as const };
    emit('session', session);
    return session;
  };
  const answers: Partial<Record<CallName, (input: never) => unknown>> = {
    'app.state': () => ({ ...createAppState(scenario), storeNotice }),
    'session.requestOtp': () => ({ expiresInMs: 180_000, resendInMs: 30_000 }),
    'session.verifyOtp': signIn,
    'session.signOut': () => {
      emit('session', { signedIn: false, maskedMobile: null, reason: 'signed-out' });
      return { serviceAnswered: true };
    },
    'registration.start': createEmptyRegistration,
    'diagnostics.lastChecks': () => null,
    'registration.current': () => null,
    'registration.open': createEmptyRegistration,
    'registration.list': () => attentionRows,
    'registration.counts': () => ({
      submittedToday: 37,
      passedToday: 29,
      failedOrInvalidToday: 2,
      openToday: 6,
      waiting: 3,
      attentionOrDraft: attentionRows.length,
      oldestWaitingSince: Date.now() - 240_000,
    }),
    'day.overview': () => scenario.overview ?? { hours: [], averageMs: null, last: [] },
    'registration.checkNow': ({ id: checkedId }: { id: string }) => {
      attentionRows = attentionRows.filter(({ id }) => id !== checkedId);
      return { ...createEmptyRegistration(), state: 'submitted' };
    },
    'registration.retry': createEmptyRegistration,
    'scanner.list': () => ({ scanners: [], chosen: null, dpi: 400 }),
    'verification.status': () => createVerification(scenario.verdict ?? 'verification-failed'),
    'verification.log': ({ filter, page }: { filter: string; page: number }) => ({
      entries: createLogEntries(page).filter(
        (entry) => filter === 'all' || entry.verdict === filter,
      ),
      complete: page >= 3,
      sorted: false,
    }),
    ...scenario.answers,
    ...fakeRegistration?.answers,
  };

  const bridge: Record<string, Record<string, (input?: unknown) => Promise<Result<unknown>>>> = {};
  for (const name of callNames) {
    const [domain = '', method = ''] = name.split('.');
    (bridge[domain] ??= {})[method] = async (input) => {
      calls.push({ name, input });
      await Promise.resolve();
      const failure = failing.get(name);
      if (failure) return { ok: false, error: failure };
      const answer = answers[name];
      return name in answers && answer
        ? ok(await answer(input as never))
        : name.startsWith('app.')
          ? ok(undefined)
          : err('REG-NOT-FOUND');
    };
  }
  return {
    ...bridge,
    calls,
    emit,
    fail: (name: CallName, error: AppError | null) => {
      if (error) failing.set(name, error);
      else failing.delete(name);
    },
    events: {
      on: (name: EventName, listen: (payload: never) => void) => {
        const nameListeners = listeners.get(name) ?? new Set();
        listeners.set(name, nameListeners.add(listen));
        return () => nameListeners.delete(listen);
      },
    },
  } as unknown as FakeKiosk;
};
