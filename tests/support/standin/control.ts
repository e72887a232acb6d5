/** Channel over which a test runs functions in the main process of the stand-in host. */
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/** Messages of a test to the host. */
export interface ControlRequest {
  readonly standin: 'evaluate';
  readonly id: number;
  readonly fn: string;
  readonly arg: unknown;
}

/** Messages of the host to the test. */
export type ControlMessage =
  | {
      readonly standin: 'ready';
      readonly endpoint: string;
      readonly pid: number;
      readonly profile: string;
    }
  | {
      readonly standin: 'result';
      readonly id: number;
      readonly ok: boolean;
      readonly value: unknown;
    };

/** The channel to the process that started this one. */
export interface Control {
  readonly connected: boolean;
  send(message: ControlMessage): void;
}

/** Carries messages between the host and its test. */
interface Channel {
  send(message: ControlMessage): void;
  onRequest(listen: (message: Partial<ControlRequest>) => void): void;
  onClosed(listen: () => void): void;
}

function createIpcChannel(send: (message: ControlMessage) => void): Channel {
  process.channel?.unref();
  return {
    send(message) {
      if (process.connected) send(message);
    },
    onRequest: (listen) => process.on('message', listen),
    onClosed: (listen) => process.once('disconnect', listen),
  };
}

/** Channel of a host on another system, which has no IPC channel to the test: one JSON text per line. */
function createSocketChannel(port: number): Channel {
  const socket = connect(port, '127.0.0.1');
  const lines = createInterface({ input: socket });
  socket.on('error', () => undefined);
  return {
    send(message) {
      socket.write(`${JSON.stringify(message)}\n`);
    },
    onRequest: (listen) =>
      lines.on('line', (line) => {
        listen(JSON.parse(line) as Partial<ControlRequest>);
      }),
    onClosed: (listen) => socket.once('close', listen),
  };
}

function findChannel(port: number | null): Channel | null {
  if (port !== null) return createSocketChannel(port);
  const send = process.send?.bind(process);
  return send === undefined ? null : createIpcChannel((message) => send(message));
}

/**
 * Lets the process that started this one run functions here, with the electron module, as Playwright does with a real Electron.
 *
 * @param port where the test listens; null means that it is the parent process.
 */
export function createControl(electron: () => object, port: number | null): Control {
  const channel = findChannel(port);
  const send = (message: ControlMessage): void => {
    channel?.send(message);
  };
  const evaluate = async (fn: string, arg: unknown): Promise<unknown> => {
    // The text is the source of the test's own function. This process is a test host only.
    const run = (0, eval)(`(${fn})`) as (electron: object, arg: unknown) => unknown;
    return run(electron(), arg);
  };
  channel?.onRequest(({ standin, id, fn, arg }) => {
    if (standin !== 'evaluate' || id === undefined || fn === undefined) return;
    evaluate(fn, arg)
      .then((value) => {
        send({ standin: 'result', id, ok: true, value: structuredClone(value) });
      })
      .catch((error: unknown) => {
        send({
          standin: 'result',
          id,
          ok: false,
          value: error instanceof Error ? error.message : String(error),
        });
      });
  });
  // Without a test nothing can close the app any more.
  channel?.onClosed(() => {
    process.exit(0);
  });
  return { connected: channel !== null, send };
}
