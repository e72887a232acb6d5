/** The calls as specified in the service's document; the dialect defines how a version formats its answers. */
import { fieldRow, sentFieldNames } from '#shared/domain/fields.ts';
import type { Agents } from './agents.ts';
import type { Dialect } from './dialect.ts';
import { isJpeg, type Form } from './form.ts';
import type { Registry } from './registry.ts';
import { fieldErrors, html, json, notSignedIn, type Reply } from './reply.ts';
import type { CardText, FormField, TrainingCall } from './types.ts';

export interface CallRequest {
  readonly url: URL;
  readonly authorization: string | undefined;
  /** Empty for GET. */
  readonly form: Form;
}

interface Asked {
  readonly query: URLSearchParams;
  readonly form: Form;
  /** The signed-in agent; empty while signing in. */
  readonly agent: string;
}

export interface CallDeps {
  readonly agents: Agents;
  readonly registry: Registry;
  readonly dialect: Dialect;
  /** Content of the card in the two pictures; null when it cannot be read. */
  readonly readCard: (front: Uint8Array, back: Uint8Array) => CardText | null;
  readonly onOtp: (mobile: string, otp: string) => void;
  /** Address of the service. */
  readonly url: () => string;
}

const MISSING = 'Missing.';
const NOT_JPEG = 'Not a JPEG picture.';
const MOBILE = /^01[3-9]\d{8}$/;
const DEFAULT_PER_PAGE = 10;

const blank = (value: string | undefined): boolean => value === undefined || value.trim() === '';

/** Django sets a session cookie at sign-in; a client that sent it back would also have to pass the CSRF check. */
const COOKIES = { 'set-cookie': 'sessionid=training; HttpOnly; Path=/' };

const requestOtp = ({ form }: Asked, { agents, onOtp, dialect }: CallDeps): Reply => {
  const mobile = form.fields.get('mobile_no') ?? '';
  if (blank(mobile)) return fieldErrors({ mobile_no: MISSING });
  if (form.fields.get('user_type') !== 'agent') return fieldErrors({ user_type: 'Must be agent.' });
  if (!MOBILE.test(mobile)) return dialect.unknownAgent();
  const otp = agents.sendOtp(mobile);
  onOtp(mobile, otp);
  return json(
    200,
    { status: 'success', detail: 'An OTP was sent. It is valid for 3 minutes.' },
    COOKIES,
  );
};

const verifyOtp = ({ form }: Asked, { agents }: CallDeps): Reply => {
  const [mobile, otp] = [form.fields.get('mobile_no') ?? '', form.fields.get('otp') ?? ''];
  if (blank(mobile) || blank(otp))
    return fieldErrors(blank(mobile) ? { mobile_no: MISSING } : { otp: MISSING });
  const token = agents.login(mobile, otp);
  return token
    ? json(200, { status: 'success', token }, COOKIES)
    : json(401, { status: 'failed', detail: 'The OTP is wrong or too old.' });
};

const logout = ({ agent }: Asked, { agents }: CallDeps): Reply => {
  agents.logout(agent);
  return json(200, { detail: 'Logged out.' });
};

const checkPicture = (form: Form, name: string): string | null => {
  const file = form.files.get(name);
  if (!file) return MISSING;
  return isJpeg(file) ? null : NOT_JPEG;
};

const problems = (entries: readonly (readonly [string, string | null])[]): Record<string, string> =>
  Object.fromEntries(
    entries.flatMap(([name, text]) => (text === null ? [] : [[name, text] as const])),
  );

/** Step 1: reads the card. */
const readCard = ({ form }: Asked, deps: CallDeps): Reply => {
  const { dialect, registry } = deps;
  const wrong = problems(
    ['id_front', 'id_back'].map((name) => [name, checkPicture(form, name)] as const),
  );
  const [front, back] = [form.files.get('id_front'), form.files.get('id_back')];
  if (Object.keys(wrong).length > 0 || !front || !back) return dialect.validationErrors(1, wrong);
  const card = deps.readCard(front.data, back.data);
  if (!card) return dialect.cardUnreadable();
  const handles = [registry.keep(front.data), registry.keep(back.data)] as const;
  return json(
    200,
    dialect.cardReadingBody(card, dialect.handle(handles[0]), dialect.handle(handles[1])),
  );
};

/** Step 2: all 15 fields, two handles issued by this service, and the photo. */
const submit = ({ form, agent }: Asked, { registry, dialect }: CallDeps): Reply => {
  const handleId = (name: string): string => (form.fields.get(name) ?? '').split('/').at(-1) ?? '';
  const checkField = (name: FormField): string | null => {
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
    ['applicant_photo', checkPicture(form, 'applicant_photo')],
  ]);
  const photo = form.files.get('applicant_photo');
  if (Object.keys(wrong).length > 0 || !photo) return dialect.validationErrors(2, wrong);
  const fields = Object.fromEntries(
    sentFieldNames.map((name) => [name, form.fields.get(name) ?? '']),
  ) as Record<FormField, string>;
  const [frontId, backId] = dialect.handleNames.map(handleId);
  const earlier = registry.find(fields);
  const refusal = earlier && dialect.replacementRefusal(registry.verdictOf(earlier, false));
  if (refusal) return refusal;
  registry.accept({
    fields,
    frontId: frontId ?? '',
    backId: backId ?? '',
    photo: photo.data,
    agentMobile: agent,
  });
  return dialect.submissionReply(earlier !== null);
};

const verificationStatus = ({ form }: Asked, { registry, dialect, url }: CallDeps): Reply => {
  const mobile = form.fields.get('mobile_number') ?? '';
  if (blank(mobile)) return fieldErrors({ mobile_number: MISSING });
  const registration = registry.all().find(({ entry }) => entry.mobile_number === mobile);
  if (!registration) return json(200, dialect.unknownMobile());
  const verdict = registry.verdictOf(registration, true);
  const { frontId, photoId } = registration;
  const pictures = {
    cardUrl: `${url()}/media/${frontId}`,
    photoUrl: `${url()}/media/${photoId}`,
    photo: registry.picture(photoId),
  };
  return json(200, dialect.status({ registration, verdict, ...pictures }));
};

const countFrom = (text: string | null, otherwise: number): number | null =>
  text === null ? otherwise : /^[1-9]\d{0,5}$/.test(text) ? Number(text) : null;

/** The agent's own registrations, in the order in which they were first made. */
const verificationLog = ({ query, agent }: Asked, { registry, dialect }: CallDeps): Reply => {
  const { pastLastPage, pageLimit } = dialect;
  const filter = query.get('status') ?? '';
  const page = countFrom(query.get('page'), 1);
  const asked = countFrom(query.get('per_page'), DEFAULT_PER_PAGE);
  const known = `Not one of ${dialect.logFilters.join(', ')}.`;
  if (!dialect.logFilters.includes(filter))
    return fieldErrors({ status: filter === '' ? MISSING : known });
  if (pageLimit !== null && (page === null || asked === null))
    return fieldErrors(page === null ? { page: 'Not a page.' } : { per_page: 'Not a number.' });
  const own = registry.all().filter(({ entry }) => entry.agentMobile === agent);
  const lines = own
    .map((registration) => ({ registration, verdict: registry.verdictOf(registration, false) }))
    .filter(({ verdict }) => filter === 'all' || verdict === filter);
  const perPage =
    pageLimit === null ? Math.max(1, lines.length) : Math.min(pageLimit, asked ?? DEFAULT_PER_PAGE);
  const lastPage = Math.max(1, Math.ceil(lines.length / perPage));
  const wanted = pageLimit === null ? 1 : (page ?? 1);
  const shown = pastLastPage === 'repeat' ? Math.min(wanted, lastPage) : wanted;
  const slice = lines.slice((shown - 1) * perPage, shown * perPage);
  if (slice.length === 0 && pastLastPage === 'not-found') return json(200, dialect.emptyLog());
  return json(
    200,
    slice.map(({ registration: { entry }, verdict }) => dialect.logLine(entry, verdict)),
  );
};

const picture = (id: string, { registry }: CallDeps): Reply => {
  const bytes = registry.picture(id);
  return bytes ? { status: 200, type: 'image/jpeg', body: bytes } : html(404);
};

const handlers: Readonly<
  Record<Exclude<TrainingCall, 'photo'>, (asked: Asked, deps: CallDeps) => Reply>
> = { requestOtp, verifyOtp, logout, readCard, submit, verificationStatus, verificationLog };

/** The token's agent, or the refusal. */
const agentOf = (authorization: string | undefined, { agents }: CallDeps): string | Reply => {
  if (authorization === undefined)
    return notSignedIn('Authentication credentials were not provided.');
  const token = /^Token (\S+)$/.exec(authorization)?.[1];
  return (token !== undefined && agents.agentOf(token)) || notSignedIn('Invalid token.');
};

export const answerCall = (
  call: TrainingCall,
  { url, authorization, form }: CallRequest,
  deps: CallDeps,
): Reply => {
  if (call === 'photo') return picture(url.pathname.split('/').at(-1) ?? '', deps);
  const agent = call === 'requestOtp' || call === 'verifyOtp' ? '' : agentOf(authorization, deps);
  return typeof agent === 'string'
    ? handlers[call]({ query: url.searchParams, form, agent }, deps)
    : agent;
};
