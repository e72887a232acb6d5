/** Child process that writes to the store until it is killed and reports durable writes over IPC. It waits for a message to begin. */
import { openStoreIn } from './registrations.ts';
import { runWriteLoad } from './write-load.ts';

const sendToParent = (message: unknown): void => void process.send?.(message);

process.on('message', (message) => {
  const { dataDir, run } = message as { dataDir: string; run: string };
  void openStoreIn(dataDir).then(({ store, notice }) => {
    sendToParent({ opened: notice });
    return runWriteLoad({
      store,
      pictureBytes: 300_000,
      rounds: 100_000,
      run,
      ack: (ack) => sendToParent({ ack }),
    });
  });
});
process.on('disconnect', () => process.exit(0));
sendToParent({ ready: true });
