/** Child process that exports or imports registrations and kills itself at the given durable step. */
import { killAtStep, countedSteps, countDiskSteps } from './durable-steps.ts';

countDiskSteps();
const { must, openStoreIn } = await import('./registrations.ts');

const [dataDir = '', file = '', direction = 'out', step = '0'] = process.argv.slice(2);
const code = Buffer.alloc(16, 3);
const { store } = await openStoreIn(dataDir);
killAtStep(Number(step));
if (direction === 'out')
  must(await store.transferOut({ file, code, from: '0142-3', to: '0142-4', at: 5 }));
else must(await store.transferIn({ file, code, counter: '0142-4', at: 6 }));
process.stdout.write(`${String(countedSteps())}\n`);
store.close();
