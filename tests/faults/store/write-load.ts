/** Writes to the store without pause as a counter does: new registrations with pictures, transitions, and deletion of older pictures. */
import type { Store, StoredRegistration } from '#main/store/port.ts';
import {
  ackOf,
  must,
  createRegistration,
  createPictureRemoval,
  type Ack,
} from './registrations.ts';

export interface WriteLoadOptions {
  readonly store: Store;
  readonly pictureBytes: number;
  readonly rounds: number;
  /** Prefix of the names, so that two runs have different names. */
  readonly run: string;
  /** Called after a write is durable. */
  readonly ack: (ack: Ack) => void;
}

const MAX_UNSENT = 4;
/** The store is swept once in this number of rounds. */
const SWEEP_INTERVAL_ROUNDS = 5;

export const runWriteLoad = async ({
  store,
  pictureBytes,
  rounds,
  run,
  ack,
}: WriteLoadOptions): Promise<void> => {
  const unsent: StoredRegistration[] = [];
  const acknowledge = (record: StoredRegistration): StoredRegistration => {
    ack(ackOf(record));
    return record;
  };
  for (let round = 1; round <= rounds; round += 1) {
    let record = acknowledge(
      await createRegistration(store, `${run} ${String(round)}`, pictureBytes, round),
    );
    record = acknowledge(
      must(
        await store.write(record, { transition: { event: 'submit' }, submittedAt: round }, round),
      )!,
    );
    unsent.push(record);
    const oldest = unsent.length > MAX_UNSENT ? unsent.shift() : undefined;
    if (oldest) {
      const sent = acknowledge(
        must(
          await store.write(oldest, { transition: { event: 'send-form' }, attempts: 1 }, round),
        )!,
      );
      acknowledge(
        must(
          await store.write(
            sent,
            {
              ...createPictureRemoval(sent.body),
              transition: { event: 'accepted' },
              acceptedAt: round,
            },
            round,
          ),
        )!,
      );
    }
    if (round % SWEEP_INTERVAL_ROUNDS === 0) must(await store.sweep());
    // Yields, so that the process can receive messages.
    await new Promise((resolve) => setImmediate(resolve));
  }
};
