/** Encodes and decodes a transferred registration: its values and timeline, without the keys and hashes of the store. */
import * as v from 'valibot';
import { registrationStates } from '#shared/domain/registration.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { decodeBody, encodeBody, type Body } from '#main/record/body.ts';
import { currentTimelineEntry, currentState } from '#main/record/renames.ts';

const timelineSchema = v.array(
  v.object({
    rev: v.number(),
    at: v.number(),
    src: v.nullable(v.string()),
    dst: v.string(),
    event: v.string(),
    cause: v.nullable(v.string()),
  }),
);

/** The stored form. `story` is the timeline: the key belongs to the file format and stays. */
const storedSchema = v.object({
  reference: v.string(),
  state: v.picklist(registrationStates),
  rev: v.number(),
  createdAt: v.number(),
  submittedAt: v.nullable(v.number()),
  attempts: v.number(),
  story: timelineSchema,
  body: v.unknown(),
});

/** The stored form with any names of states and events, because a counter of an earlier version may have written it. */
const earlierSchema = v.looseObject({ state: v.string(), story: timelineSchema });

type Stored = v.InferOutput<typeof storedSchema>;

export type TransferredContent = Omit<Stored, 'body' | 'story'> & {
  readonly timeline: Stored['story'];
  readonly body: Body;
};

export const encodeTransferred = ({ body, timeline, ...properties }: TransferredContent): Buffer =>
  Buffer.from(
    JSON.stringify({
      ...properties,
      story: timeline,
      body: JSON.parse(encodeBody(body).toString('utf8')) as unknown,
    }),
    'utf8',
  );

/** Failures: STORE-NEWER when a newer program wrote the content, TRANSFER-FILE when the bytes are no such content. */
export const decodeTransferred = (bytes: Uint8Array): Result<TransferredContent> => {
  try {
    const stored = v.parse(
      earlierSchema,
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)),
    );
    const {
      body: storedBody,
      story,
      ...properties
    } = v.parse(storedSchema, {
      ...stored,
      state: currentState(stored.state),
      story: stored.story.map(currentTimelineEntry),
    });
    const body = decodeBody(Buffer.from(JSON.stringify(storedBody), 'utf8'));
    if (body.ok) return ok({ ...properties, timeline: story, body: body.data });
    return err(body.error.code === 'STORE-NEWER' ? 'STORE-NEWER' : 'TRANSFER-FILE');
  } catch {
    return err('TRANSFER-FILE');
  }
};
