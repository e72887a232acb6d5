/** Child process that opens the store and rotates its key. It kills itself at the given durable step, or rotates until it is killed. */
import { runAsStep, killAtStep, countedSteps, countDiskSteps } from './durable-steps.ts';

countDiskSteps();
const { createFileKeychain } = await import('./file-keychain.ts');
const { startStore } = await import('#main/store/start-store.ts');
const { rotateKey } = await import('#main/store/keys/rotation.ts');
const { must } = await import('./registrations.ts');

const [dataDir = '', keychainFile = '', stepArgument = '0'] = process.argv.slice(2);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const keychain = createFileKeychain(keychainFile, runAsStep);
const isEndless = stepArgument === 'endless';

if (!isEndless) killAtStep(Number(stepArgument));
const { store } = await startStore({ dataDir, keychain, log });
do {
  must(await rotateKey({ keychain, scope: '', store, log }));
  process.stdout.write(`${String(countedSteps())}\n`);
} while (isEndless);
store.close();
