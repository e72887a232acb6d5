/**
 * Child process that writes to the store while power-shim.c records its disk writes. Acknowledgements are written to a file in the same
 * folder, so that the record contains their order among the writes. Run with: node power-child.ts <folder> <synchronous>
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openStoreIn } from './registrations.ts';
import { runWriteLoad } from './write-load.ts';

const [dataDir = '', synchronous = 'FULL'] = process.argv.slice(2);
if (synchronous !== 'FULL') {
  // The control: the same store with a weaker durability setting.
  const exec = DatabaseSync.prototype.exec;
  DatabaseSync.prototype.exec = function (sql) {
    exec.call(this, sql.replace('synchronous = FULL', `synchronous = ${synchronous}`));
  };
}
const acks = openSync(path.join(dataDir, 'acks'), 'a');
const { store } = await openStoreIn(dataDir);
await runWriteLoad({
  store,
  pictureBytes: 60_000,
  rounds: 60,
  run: 'RUN',
  ack: (ack) => writeSync(acks, `${JSON.stringify(ack)}\n`),
});
store.close();
closeSync(acks);
