/**
 * Implements the calls of the service's document. The dialect determines how the responses of a version of the service are
 * formatted.
 */
import { fieldRow, sentFieldNames } from '#shared/domain/fields.ts';
import type { Agents } from './agents.ts';
import type { Dialect, RegistrationDetails } from './dialect.ts';
import { isJpeg, type Form } from './form.ts';
import type { Registry } from './registry.ts';
import { fieldErrorsReply, htmlReply, jsonReply, notSignedInReply, type Reply } from './reply.ts';
import type { CardText, Entry, FormField, Registration, TrainingCall } from './types.ts';

export interface CallRequest {
  readonly url: URL;
  readonly authorization: string | undefined;
  /** Empty for GET. */
  readonly form: Form;
}

interface CallInput {
  readonly query: URLSearchParams;
  readonly form: Form;
  /** The signed-in agent; empty while signing in. */
  readonly agent: string;
}

export interface CallDeps {
  readonly agents: Agents;
  readonly registry: Registry;
  readonly dialect: Dialect;
  /** @returns the text of the card in the two pictures; null when it cannot be read. */
  readonly readCard: (
    front: Uint8Array,
    back: Uint8Array,
  ) => CardText | null | Promise<CardText | null>;
  /** The Election Commission's record of a registered customer; absent when no records are modelled. */
  readonly ecRecord?: (entry: Entry) => RegistrationDetails['record'];
  readonly onOtp: (mobile: string, otp: string) => void;
  /** Base URL of the service. */
  readonly url: () => string;
}

const MISSING = 'Missing.';
const NOT_JPEG = 'Not a JPEG picture.';
const MOBILE_NUMBER = /^01[3-9]\d{8}$/;
const DEFAULT_PER_PAGE = 10;

const isBlank = (value: string | undefined): boolean => value === undefined || value.trim() === '';

/**
 * Django sets a session cookie at sign-in. A client must not return it, because Django requires a CSRF token for requests with
 * it.
 */
const SESSION_COOKIE = { 'set-cookie': 'sessionid=training; HttpOnly; Path=/' };

const requestOtp = ({ form }: CallInput, { agents, onOtp, dialect }: CallDeps): Reply => {
  const mobile = form.fields.get('mobile_no') ?? '';
  if (isBlank(mobile)) return fieldErrorsReply({ mobile_no: MISSING });
  if (form.fields.get('user_type') !== 'agent')
    return fieldErrorsReply({ user_type: 'Must be agent.' });
  if (!MOBILE_NUMBER.test(mobile)) return dialect.unknownAgent();
  const otp = agents.sendOtp(mobile);
  onOtp(mobile, otp);
  return jsonReply(
    200,
    { status: 'success', detail: 'An OTP was sent. It is valid for 3 minutes.' },
    SESSION_COOKIE,
  );
};

const verifyOtp = ({ form }: CallInput, { agents }: CallDeps): Reply => {
  const [mobile, otp] = [form.fields.get('mobile_no') ?? '', form.fields.get('otp') ?? ''];
  if (isBlank(mobile) || isBlank(otp))
    return fieldErrorsReply(isBlank(mobile) ? { mobile_no: MISSING } : { otp: MISSING });
  const token = agents.login(mobile, otp);
  return token
    ? jsonReply(200, { status: 'success', token }, SESSION_COOKIE)
    : jsonReply(401, { status: 'failed', detail: 'The OTP is wrong or too old.' });
};

const logout = ({ agent }: CallInput, { agents }: CallDeps): Reply => {
  agents.logout(agent);
  return jsonReply(200, { detail: 'Logged out.' });
};

const checkPicture = (form: Form, name: string): string | null => {
  const file = form.files.get(name);
  if (!file) return MISSING;
  return isJpeg(file) ? null : NOT_JPEG;
};

const withoutNulls = (
  entries: readonly (readonly [string, string | null])[],
): Record<string, string> =>
  Object.fromEntries(
    entries.flatMap(([name, text]) => (text === null ? [] : [[name, text] as const])),
  );

/** Step 1: stores the pictures, and returns the text of the card and the handles of the pictures. */
const readCard = async ({ form }: CallInput, deps: CallDeps): Promise<Reply> => {
  const { dialect, registry } = deps;
  const errors = withoutNulls(
    ['id_front', 'id_back'].map((name) => [name, checkPicture(form, name)] as const),
  );
  const [front, back] = [form.files.get('id_front'), form.files.get('id_back')];
  if (Object.keys(errors).length > 0 || !front || !back) return dialect.validationErrors(1, errors);
  const card = await deps.readCard(front.data, back.data);
  if (!card) return dialect.cardUnreadable();
  const handles = [registry.storePicture(front.data), registry.storePicture(back.data)] as const;
  return jsonReply(
    200,
    dialect.cardReadingBody(card, dialect.handle(handles[0]), dialect.handle(handles[1])),
  );
};

/** Step 2: validates and saves 15 fields, two handles that were issued by step 1, and the photo. */
const submit = ({ form, agent }: CallInput, { registry, dialect }: CallDeps): Reply => {
  const handleId = (name: string): string => (form.fields.get(name) ?? '').split('/').at(-1) ?? '';
  const checkField = (name: FormField): string | null => {
    const value = form.fields.get(name);
    if (isBlank(value)) return MISSING;
    return Array.from(value ?? '').length > fieldRow(name).maxChars ? 'Too long.' : null;
  };
  const checkHandle = (name: string): string | null => {
    if (isBlank(form.fields.get(name))) return MISSING;
    const id = handleId(name);
    return registry.isHandle(id) && form.fields.get(name) === dialect.handle(id)
      ? null
      : 'No such picture.';
  };
  const errors = withoutNulls([
    ...sentFieldNames.map((name) => [name, checkField(name)] as const),
    ...dialect.handleNames.map((name) => [name, checkHandle(name)] as const),
    ['applicant_photo', checkPicture(form, 'applicant_photo')],
  ]);
  const photo = form.files.get('applicant_photo');
  if (Object.keys(errors).length > 0 || !photo) return dialect.validationErrors(2, errors);
  const fields = Object.fromEntries(
    sentFieldNames.map((name) => [name, form.fields.get(name) ?? '']),
  ) as Record<FormField, string>;
  const [frontId, backId] = dialect.handleNames.map(handleId);
  const earlierRegistration = registry.find(fields);
  const refusal =
    earlierRegistration && dialect.replacementRefusal(registry.verdictOf(earlierRegistration));
  if (refusal) return refusal;
  registry.accept({
    fields,
    frontId: frontId ?? '',
    backId: backId ?? '',
    photo: photo.data,
    agentMobile: agent,
  });
  return dialect.submissionReply(earlierRegistration !== null);
};

const verificationStatus = (
  { form }: CallInput,
  { registry, dialect, url, ecRecord }: CallDeps,
): Reply => {
  const mobile = form.fields.get('mobile_number') ?? '';
  if (isBlank(mobile)) return fieldErrorsReply({ mobile_number: MISSING });
  const registration = registry.all().find(({ entry }) => entry.mobile_number === mobile);
  if (!registration) return jsonReply(200, dialect.unknownMobile());
  const verdict = registry.queryVerdict(registration);
  const { frontId, photoId } = registration;
  const pictures = {
    cardUrl: `${url()}/media/${frontId}`,
    photoUrl: `${url()}/media/${photoId}`,
    photo: registry.picture(photoId),
  };
  return jsonReply(
    200,
    dialect.status({
      registration,
      verdict,
      record: ecRecord?.(registration.entry) ?? null,
      ...pictures,
    }),
  );
};

/** @returns the fallback without a text, and null for a text that is no positive integer. */
const parsePositive = (text: string | null, fallback: number): number | null =>
  text === null ? fallback : /^[1-9]\d{0,5}$/.test(text) ? Number(text) : null;

/** Lists the agent's own registrations in the order of their first submission. */
const verificationLog = ({ query, agent }: CallInput, { registry, dialect }: CallDeps): Reply => {
  const { pastLastPage, pageLimit } = dialect;
  const filter = query.get('status') ?? '';
  const page = parsePositive(query.get('page'), 1);
  const requestedPerPage = parsePositive(query.get('per_page'), DEFAULT_PER_PAGE);
  const filterError = `Not one of ${dialect.logFilters.join(', ')}.`;
  if (!dialect.logFilters.includes(filter))
    return fieldErrorsReply({ status: filter === '' ? MISSING : filterError });
  if (pageLimit !== null && (page === null || requestedPerPage === null))
    return fieldErrorsReply(
      page === null ? { page: 'Not a page.' } : { per_page: 'Not a number.' },
    );
  const agentRegistrations = registry.all().filter(({ entry }) => entry.agentMobile === agent);
  const currentVerdict = (registration: Registration) => registry.verdictOf(registration);
  const matching =
    filter === 'all'
      ? agentRegistrations
      : agentRegistrations.filter((registration) => currentVerdict(registration) === filter);
  const perPage =
    pageLimit === null
      ? Math.max(1, matching.length)
      : Math.min(pageLimit, requestedPerPage ?? DEFAULT_PER_PAGE);
  const lastPage = Math.max(1, Math.ceil(matching.length / perPage));
  const requestedPage = pageLimit === null ? 1 : (page ?? 1);
  const servedPage = pastLastPage === 'repeat' ? Math.min(requestedPage, lastPage) : requestedPage;
  const pageRegistrations = matching.slice((servedPage - 1) * perPage, servedPage * perPage);
  if (pageRegistrations.length === 0 && pastLastPage === 'not-found')
    return jsonReply(200, dialect.emptyLog());
  return jsonReply(
    200,
    pageRegistrations.map((registration) =>
      dialect.logLine(registration.entry, currentVerdict(registration)),
    ),
  );
};

const downloadPicture = (id: string, { registry }: CallDeps): Reply => {
  const bytes = registry.picture(id);
  return bytes ? { status: 200, type: 'image/jpeg', body: bytes } : htmlReply(404);
};

const handlers: Readonly<
  Record<
    Exclude<TrainingCall, 'photo'>,
    (input: CallInput, deps: CallDeps) => Reply | Promise<Reply>
  >
> = { requestOtp, verifyOtp, logout, readCard, submit, verificationStatus, verificationLog };

/** @returns the mobile number of the token's agent, or the reply that rejects the token. */
const authenticate = (authorization: string | undefined, { agents }: CallDeps): string | Reply => {
  if (authorization === undefined)
    return notSignedInReply('Authentication credentials were not provided.');
  const token = /^Token (\S+)$/.exec(authorization)?.[1];
  return (token !== undefined && agents.agentOf(token)) || notSignedInReply('Invalid token.');
};

/** Authenticates a request and runs the handler of its call. */
export const answerCall = async (
  call: TrainingCall,
  { url, authorization, form }: CallRequest,
  deps: CallDeps,
): Promise<Reply> => {
  if (call === 'photo') return downloadPicture(url.pathname.split('/').at(-1) ?? '', deps);
  const agent =
    call === 'requestOtp' || call === 'verifyOtp' ? '' : authenticate(authorization, deps);
  return typeof agent === 'string'
    ? handlers[call]({ query: url.searchParams, form, agent }, deps)
    : agent;
};
