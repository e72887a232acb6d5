/** What a test tells the host over Node's IPC channel. */
export interface ControlRequest {
  readonly standin: 'evaluate';
  readonly id: number;
  readonly fn: string;
  readonly arg: unknown;
}

/** What the host tells the test. */
export type ControlMessage =
  | { readonly standin: 'ready'; readonly endpoint: string; readonly pid: number; readonly profile: string }
  | { readonly standin: 'result'; readonly id: number; readonly ok: boolean; readonly value: unknown };

/** The channel to whoever started this process. */
export interface Control {
  readonly connected: boolean;
  tell(message: ControlMessage): void;
}

/** Lets the process that started this one run functions here, with the electron module, as Playwright does with a real Electron. */
export function createControl(electron: () => object): Control {
  const send = process.send?.bind(process);
  const tell = (message: ControlMessage): void => {
    if (process.connected) send?.(message);
  };
  const evaluate = async (fn: string, arg: unknown): Promise<unknown> => {
    // The text is that of the test's own function; this process is a test host and runs nothing else.
    const run = (0, eval)(`(${fn})`) as (electron: object, arg: unknown) => unknown;
    return run(electron(), arg);
  };
  if (send !== undefined) {
    process.on('message', (message: Partial<ControlRequest>) => {
      const { standin, id, fn, arg } = message;
      if (standin !== 'evaluate' || id === undefined || fn === undefined) return;
      evaluate(fn, arg)
        .then((value) => {
          tell({ standin: 'result', id, ok: true, value: structuredClone(value) });
        })
        .catch((error: unknown) => {
          tell({ standin: 'result', id, ok: false, value: error instanceof Error ? error.message : String(error) });
        });
    });
    // Nobody is left to close the app when its test has gone.
    process.once('disconnect', () => {
      process.exit(0);
    });
    process.channel?.unref();
  }
  return { connected: send !== undefined, tell };
}
