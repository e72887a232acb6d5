/** The seven calls of the document, taken at their word; how a version words its answers is the dialect's. */
import { fieldRow, sentFieldNames } from '#shared/domain/fields.ts';
import { inventedCustomers } from './customers.ts';
import type { Agents } from './agents.ts';
import type { Dialect } from './dialect.ts';
import { hasExif, isJpeg, type Form } from './form.ts';
import { logLines, statusSubject } from './quirks.ts';
import type { Registry } from './registry.ts';
import { fieldErrors, html, json, type Reply } from './reply.ts';
import type { LedgerField, TrainingOptions } from './types.ts';

export interface Asked {
  readonly query: URLSearchParams;
  /** Empty for GET. */
  readonly form: Form;
  /** The signed-in agent; empty for A and B. */
  readonly agent: string;
}

export interface CallDeps {
  readonly options: TrainingOptions;
  readonly agents: Agents;
  readonly registry: Registry;
  readonly dialect: Dialect;
  readonly url: () => string;
  readonly now: () => number;
  violation(text: string): void;
}

const MISSING = 'Missing.';
const NOT_JPEG = 'Not a JPEG picture.';
const MOBILE = /^01[3-9]\d{8}$/;
const DEFAULT_PER_PAGE = 10;

const blank = (value: string | undefined): boolean => value === undefined || value.trim() === '';

/** Django's servers write cookies at sign-in; a client that sent them back would be asked for more. */
const COOKIES = { 'set-cookie': 'sessionid=training; HttpOnly; Path=/' };

export const requestOtp = ({ form }: Asked, { agents, options, dialect }: CallDeps): Reply => {
  const mobile = form.fields.get('mobile_no') ?? '';
  if (blank(mobile)) return fieldErrors({ mobile_no: MISSING });
  if (form.fields.get('user_type') !== 'agent') return fieldErrors({ user_type: 'Must be agent.' });
  const state = MOBILE.test(mobile) ? (options.agentState?.(mobile) ?? 'active') : 'unknown';
  if (state === 'unknown' || state === 'sms-down') return dialect.otpNotSent(state);
  const otp = agents.sendOtp(mobile);
  options.onOtp?.(mobile, otp);
  return json(
    200,
    { status: 'success', detail: 'An OTP was sent. It is valid for 3 minutes.' },
    COOKIES,
  );
};

export const verifyOtp = ({ form }: Asked, { agents, options, dialect }: CallDeps): Reply => {
  const [mobile, otp] = [form.fields.get('mobile_no') ?? '', form.fields.get('otp') ?? ''];
  if (blank(mobile) || blank(otp))
    return fieldErrors(blank(mobile) ? { mobile_no: MISSING } : { otp: MISSING });
  if (agents.otpFor(mobile) === otp && options.agentState?.(mobile) === 'disabled')
    return dialect.accountDisabled();
  const token = agents.login(mobile, otp);
  return token
    ? json(200, { status: 'success', token }, COOKIES)
    : json(401, { status: 'failed', detail: 'The OTP is wrong or too old.' });
};

export const logout = ({ agent }: Asked, { agents }: CallDeps): Reply => {
  agents.logout(agent);
  return json(200, { detail: 'Logged out.' });
};

const checkPicture = (form: Form, name: string, deps: CallDeps): string | null => {
  const file = form.files.get(name);
  if (!file) return MISSING;
  if (!isJpeg(file)) return NOT_JPEG;
  if (!/^[a-z0-9_]+\.jpg$/.test(file.fileName))
    deps.violation(`${name}: file name is not lower-case ASCII ending in .jpg`);
  if (hasExif(file)) deps.violation(`${name}: picture with EXIF`);
  return null;
};

const problems = (entries: readonly (readonly [string, string | null])[]): Record<string, string> =>
  Object.fromEntries(
    entries.flatMap(([name, text]) => (text === null ? [] : [[name, text] as const])),
  );

/** Step 1: reads the card. */
const createReadCard = () => {
  let turn = 0;
  return ({ form }: Asked, deps: CallDeps): Reply => {
    const wrong = problems(
      ['id_front', 'id_back'].map((name) => [name, checkPicture(form, name, deps)] as const),
    );
    const [front, back] = [form.files.get('id_front'), form.files.get('id_back')];
    if (Object.keys(wrong).length > 0 || !front || !back) return deps.dialect.refusal(1, wrong);
    const { customers = inventedCustomers, readings } = deps.options;
    const card = readings
      ? readings(front.data, back.data)
      : (customers[turn % customers.length] ?? null);
    turn += 1;
    if (!card) return deps.dialect.unread();
    const handles = [deps.registry.keep(front.data), deps.registry.keep(back.data)] as const;
    return json(
      200,
      deps.dialect.reading(card, deps.dialect.handle(handles[0]), deps.dialect.handle(handles[1])),
    );
  };
};

/** Step 2: all 15 fields, two handles that this service gave, and the photo. */
const submitForm = ({ form, agent }: Asked, deps: CallDeps): Reply => {
  const { registry, dialect } = deps;
  const handleId = (name: string): string => (form.fields.get(name) ?? '').split('/').at(-1) ?? '';
  const checkField = (name: LedgerField): string | null => {
    const value = form.fields.get(name);
    if (blank(value)) return MISSING;
    return Array.from(value ?? '').length > fieldRow(name).mostChars ? 'Too long.' : null;
  };
  const checkHandle = (name: string): string | null => {
    if (blank(form.fields.get(name))) return MISSING;
    const id = handleId(name);
    return registry.isHandle(id) && form.fields.get(name) === dialect.handle(id)
      ? null
      : 'No such picture.';
  };
  const wrong = problems([
    ...sentFieldNames.map((name) => [name, checkField(name)] as const),
    ...dialect.handleNames.map((name) => [name, checkHandle(name)] as const),
    ['applicant_photo', checkPicture(form, 'applicant_photo', deps)],
  ]);
  const photo = form.files.get('applicant_photo');
  if (Object.keys(wrong).length > 0 || !photo) return dialect.refusal(2, wrong);
  const known = new Set<string>([...sentFieldNames, ...dialect.handleNames]);
  for (const name of form.fields.keys())
    if (!known.has(name)) deps.violation(`step 2: unknown field ${name}`);
  const fields = Object.fromEntries(
    sentFieldNames.map((name) => [name, form.fields.get(name) ?? '']),
  ) as Record<LedgerField, string>;
  const [frontId, backId] = dialect.handleNames.map(handleId);
  const earlier = registry.find(fields);
  const refusal = earlier && dialect.notNow(registry.verdictOf(earlier, false));
  if (refusal) return refusal;
  registry.accept({
    fields,
    frontId: frontId ?? '',
    backId: backId ?? '',
    photo: photo.data,
    agentMobile: agent,
  });
  return dialect.saved(earlier !== null);
};

/** D and E share a path; `step` tells them apart. */
export const createRegistrationCalls = () => ({ readCard: createReadCard(), submit: submitForm });

export const verificationStatus = ({ form }: Asked, deps: CallDeps): Reply => {
  const {
    registry,
    dialect,
    options: { quirks = {} },
  } = deps;
  const mobile = form.fields.get('mobile_number') ?? '';
  if (blank(mobile)) return fieldErrors({ mobile_number: MISSING });
  if (quirks.status === 'invalid') return json(200, { status: 'invalid' });
  const saved = registry.all().filter(({ entry }) => entry.mobile_number === mobile);
  const registration = statusSubject(saved, quirks);
  if (!registration) return json(200, dialect.unknownMobile());
  if (quirks.status === 'silent') return json(200, { status: 'pending' });
  const verdict = registry.verdictOf(registration, true);
  const { frontId, photoId } = registration;
  const pictures = {
    cardUrl: `${deps.url()}/media/${frontId}`,
    photoUrl: `${deps.url()}/media/${photoId}`,
    photo: registry.picture(photoId),
  };
  return json(200, dialect.status({ registration, verdict, ...pictures }));
};

const countFrom = (text: string | null, otherwise: number): number | null =>
  text === null ? otherwise : /^[1-9]\d{0,5}$/.test(text) ? Number(text) : null;

/** The agent's own registrations, in the order in which they were first made unless a quirk says otherwise. */
export const verificationLog = ({ query, agent }: Asked, deps: CallDeps): Reply => {
  const {
    registry,
    dialect,
    options: { quirks = {}, beyondLog = dialect.beyondLog },
  } = deps;
  const filter = query.get('status') ?? '';
  const page = countFrom(query.get('page'), 1);
  const asked = countFrom(query.get('per_page'), DEFAULT_PER_PAGE);
  const known = `Not one of ${dialect.logFilters.join(', ')}.`;
  if (!dialect.logFilters.includes(filter))
    return fieldErrors({ status: filter === '' ? MISSING : known });
  const cap = quirks.pageCap ?? (dialect.paged ? Infinity : 'none');
  if (cap !== 'none' && (page === null || asked === null))
    return fieldErrors(page === null ? { page: 'Not a page.' } : { per_page: 'Not a number.' });
  const own = registry.all().filter(({ entry }) => entry.agentMobile === agent);
  const lines = logLines(own, quirks, deps.now())
    .map((registration) => ({ registration, verdict: registry.verdictOf(registration, false) }))
    .filter(({ verdict }) => filter === 'all' || verdict === filter);
  const perPage =
    cap === 'none' ? Math.max(1, lines.length) : Math.min(cap, asked ?? DEFAULT_PER_PAGE);
  const lastPage = Math.max(1, Math.ceil(lines.length / perPage));
  const wanted = cap === 'none' ? 1 : (page ?? 1);
  const shown = beyondLog === 'repeat' ? Math.min(wanted, lastPage) : wanted;
  const slice = lines.slice((shown - 1) * perPage, shown * perPage);
  if (slice.length === 0 && beyondLog === 'not-found') return json(200, dialect.emptyLog());
  return json(
    200,
    slice.map(({ registration: { entry }, verdict }) => dialect.logLine(entry, verdict)),
  );
};

export const picture = (id: string, { registry }: CallDeps): Reply => {
  const bytes = registry.picture(id);
  return bytes ? { status: 200, type: 'image/jpeg', body: bytes } : html(404);
};
