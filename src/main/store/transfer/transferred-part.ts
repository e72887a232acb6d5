/** What of a registration is transferred: what the clerk and the customer gave and what happened to it, and nothing of the store. */
import * as v from 'valibot';
import { registrationStates } from '#shared/domain/registration.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { decodeBody, encodeBody, type Body } from '#main/record/body.ts';
import { currentEvent, currentState } from '#main/record/renames.ts';

const storySchema = v.array(
  v.object({
    rev: v.number(),
    at: v.number(),
    src: v.nullable(v.string()),
    dst: v.string(),
    event: v.string(),
    cause: v.nullable(v.string()),
  }),
);

const schema = v.object({
  reference: v.string(),
  state: v.picklist(registrationStates),
  rev: v.number(),
  createdAt: v.number(),
  submittedAt: v.nullable(v.number()),
  attempts: v.number(),
  story: storySchema,
  body: v.unknown(),
});

/** As a counter of an earlier version may have named it. */
const named = v.looseObject({ state: v.string(), story: storySchema });

export type TransferredContent = Omit<v.InferOutput<typeof schema>, 'body'> & {
  readonly body: Body;
};

export const encodeTransferred = ({ body, ...rest }: TransferredContent): Buffer =>
  Buffer.from(
    JSON.stringify({ ...rest, body: JSON.parse(encodeBody(body).toString('utf8')) as unknown }),
    'utf8',
  );

/** Failures: STORE-NEWER when a newer program wrote it, TRANSFER-FILE when it is none. */
export const decodeTransferred = (bytes: Uint8Array): Result<TransferredContent> => {
  try {
    const stored = v.parse(
      named,
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)),
    );
    const { body: sealed, ...rest } = v.parse(schema, {
      ...stored,
      state: currentState(stored.state),
      story: stored.story.map(currentEvent),
    });
    const body = decodeBody(Buffer.from(JSON.stringify(sealed), 'utf8'));
    if (body.ok) return ok({ ...rest, body: body.data });
    return err(body.error.code === 'STORE-NEWER' ? 'STORE-NEWER' : 'TRANSFER-FILE');
  } catch {
    return err('TRANSFER-FILE');
  }
};
