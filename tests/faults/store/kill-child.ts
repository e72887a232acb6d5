/** Writes to the store until it is killed and reports over IPC what is on disk. Waits for its turn, so that starting costs no time. */
import { openIn } from './registrations.ts';
import { work } from './work.ts';

const tell = (message: unknown): void => void process.send?.(message);

process.on('message', (message) => {
  const { dataDir, run } = message as { dataDir: string; run: string };
  void openIn(dataDir).then(({ store, notice }) => {
    tell({ opened: notice });
    return work({
      store,
      pictureBytes: 300_000,
      rounds: 100_000,
      run,
      ack: (ack) => tell({ ack }),
    });
  });
});
process.on('disconnect', () => process.exit(0));
tell({ ready: true });
