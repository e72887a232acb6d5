/** A helper process that acknowledges every message, to measure the transfer of messages alone. */
import { parentPortOf } from '#main/process/serve.ts';

const port = parentPortOf(process);
if (!port) throw new Error('The echo process is started by the benchmarks, not manually');
port.onMessage(() => port.postMessage('received'));
