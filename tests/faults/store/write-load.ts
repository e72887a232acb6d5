/** A counter that works without pause: new registrations with pictures, moves, and pictures deleted from older ones. */
import type { Store, StoredRegistration } from '#main/store/port.ts';
import { ackOf, must, start, withoutPictures, type Ack } from './registrations.ts';

export interface WriteLoadOptions {
  readonly store: Store;
  readonly pictureBytes: number;
  readonly rounds: number;
  /** Names begin with it, so that two runs do not share any. */
  readonly run: string;
  /** Called when the write is on disk. */
  readonly ack: (ack: Ack) => void;
}

export const runWriteLoad = async ({
  store,
  pictureBytes,
  rounds,
  run,
  ack,
}: WriteLoadOptions): Promise<void> => {
  const waiting: StoredRegistration[] = [];
  const done = (record: StoredRegistration): StoredRegistration => {
    ack(ackOf(record));
    return record;
  };
  for (let round = 1; round <= rounds; round += 1) {
    let record = done(await start(store, `${run} ${String(round)}`, pictureBytes, round));
    record = done(
      must(await store.write(record, { move: { event: 'submit' }, submittedAt: round }, round))!,
    );
    waiting.push(record);
    const oldest = waiting.length > 4 ? waiting.shift() : undefined;
    if (oldest) {
      const sent = done(
        must(await store.write(oldest, { move: { event: 'send-form' }, attempts: 1 }, round))!,
      );
      done(
        must(
          await store.write(
            sent,
            { ...withoutPictures(sent.body), move: { event: 'accepted' }, acceptedAt: round },
            round,
          ),
        )!,
      );
    }
    if (round % 5 === 0) must(await store.sweep());
    // Lets the process receive messages.
    await new Promise((resolve) => setImmediate(resolve));
  }
};
