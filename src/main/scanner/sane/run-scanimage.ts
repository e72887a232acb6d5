/**
 * Runs `scanimage` once. It collects the picture from standard output and the messages from standard error, and terminates the
 * program when the signal aborts, when the output exceeds its limit, and when it hangs after a failure.
 */
import { spawn } from 'node:child_process';

export interface ScanimageRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Limit for standard output. The program is interrupted when it is exceeded. */
  readonly maxBytes: number;
  /** Whether the messages so far report a failure. Some backends hang after reporting one. */
  readonly hasFailed: (text: string) => boolean;
  /** Progress in percent; null when data or messages without a percentage arrived. */
  readonly onProgress?: (percent: number | null) => void;
}

export type ScanimageResult =
  | {
      readonly kind: 'exited';
      readonly status: number | null;
      readonly output: Buffer;
      readonly messages: string;
    }
  | { readonly kind: 'output-exceeded' }
  /** The program could not be started. */
  | { readonly kind: 'not-started' };

/** Time for the program to exit before it is killed or its pipes are closed. */
const GRACE_MS = 3_000;
/** Largest length of the collected messages; the last ones are kept. */
const MAX_TEXT_CHARS = 64 * 1024;

/** Resolves when the program has exited. The status of an aborted run is arbitrary. */
export const runScanimage = ({
  program,
  args,
  env,
  signal,
  maxBytes,
  hasFailed,
  onProgress,
}: ScanimageRun): Promise<ScanimageResult> =>
  new Promise((resolve) => {
    // The messages are requested in the C locale, because they are parsed.
    const child = spawn(program, args, {
      env: { ...env, LC_ALL: 'C', LANGUAGE: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    let text = '';
    let isOutputTooLarge = false;
    let killTimer: NodeJS.Timeout | undefined;
    let releaseTimer: NodeJS.Timeout | undefined;

    const killAfterGrace = (): void => {
      killTimer ??= setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    };
    /** SIGINT lets the program stop the scan and park the carriage. The program is killed if it does not exit in time. */
    const interrupt = (): void => {
      child.kill('SIGINT');
      killAfterGrace();
    };
    const finish = (result: ScanimageResult): void => {
      clearTimeout(killTimer);
      clearTimeout(releaseTimer);
      signal.removeEventListener('abort', interrupt);
      resolve(result);
    };

    child.on('error', () => {
      // This event is also emitted when `kill` fails. Without a pid the program was not started.
      if (child.pid === undefined) finish({ kind: 'not-started' });
    });
    // A process started by the backend may outlive the program and keep its pipes open.
    child.on('exit', () => {
      releaseTimer = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, GRACE_MS);
    });
    child.on('close', (status) => {
      if (child.pid !== undefined)
        finish(
          isOutputTooLarge
            ? { kind: 'output-exceeded' }
            : { kind: 'exited', status, output: Buffer.concat(chunks), messages: text },
        );
    });
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      onProgress?.(null);
      if (bytes <= maxBytes) return void chunks.push(chunk);
      if (isOutputTooLarge) return;
      isOutputTooLarge = true;
      chunks.length = 0;
      interrupt();
    });
    child.stderr.setEncoding('latin1');
    child.stderr.on('data', (chunk: string) => {
      // Progress is one line that is overwritten after \r. Other lines are messages.
      const percent = [...chunk.matchAll(/Progress: (\d{1,3}(?:\.\d+)?)%/g)].at(-1)?.[1];
      onProgress?.(percent === undefined ? null : Math.min(100, Number(percent)));
      text = (text + chunk.replace(/Progress: [^\r\n]*\r/g, '')).slice(-MAX_TEXT_CHARS);
      if (hasFailed(text)) killAfterGrace();
    });
    signal.addEventListener('abort', interrupt);
    if (signal.aborted) interrupt();
  });
