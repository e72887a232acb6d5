/**
 * Runs `scanimage` once: collects the picture from standard output and messages from standard error, and ends it on timeout
 * or cancellation.
 */
import { spawn } from 'node:child_process';

export interface ScanimageRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** More than this on standard output ends the run. */
  readonly mostBytes: number;
  /** Whether its words so far mean that it failed: backends have been seen to hang right after saying so. */
  readonly hasFailed: (text: string) => boolean;
  /** Percent done, or null: something came, nobody said how much is left. */
  readonly onProgress?: (percent: number | null) => void;
}

export type ScanimageEnd =
  | {
      readonly kind: 'ended';
      readonly status: number | null;
      readonly output: Buffer;
      readonly text: string;
    }
  | { readonly kind: 'too-much' }
  /** The program could not be started. */
  | { readonly kind: 'missing' };

/** How long the program may take to end once there is nothing more to expect of it. */
const GRACE_MS = 3_000;
const MOST_TEXT = 64 * 1024;

/** Resolves when the program is gone. An aborted run ends too, with whatever status; the caller knows why. */
export const runScanimage = ({
  program,
  args,
  env,
  signal,
  mostBytes,
  hasFailed,
  onProgress,
}: ScanimageRun): Promise<ScanimageEnd> =>
  new Promise((resolve) => {
    // The texts are told apart by their English words.
    const child = spawn(program, args, {
      env: { ...env, LC_ALL: 'C', LANGUAGE: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    let text = '';
    let tooMuch = false;
    let kill: NodeJS.Timeout | undefined;
    let release: NodeJS.Timeout | undefined;

    const endSoon = (): void => {
      kill ??= setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    };
    /** SIGINT lets the program end the scan and send the lamp home; a program that does not is ended. */
    const interrupt = (): void => {
      child.kill('SIGINT');
      endSoon();
    };
    const settle = (end: ScanimageEnd): void => {
      clearTimeout(kill);
      clearTimeout(release);
      signal.removeEventListener('abort', interrupt);
      resolve(end);
    };

    child.on('error', () => {
      // Also raised when a kill fails; only a program without a process was never started.
      if (child.pid === undefined) settle({ kind: 'missing' });
    });
    // A process that the backend started may outlive the program and hold its pipes open.
    child.on('exit', () => {
      release = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, GRACE_MS);
    });
    child.on('close', (status) => {
      if (child.pid !== undefined)
        settle(
          tooMuch
            ? { kind: 'too-much' }
            : { kind: 'ended', status, output: Buffer.concat(chunks), text },
        );
    });
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      onProgress?.(null);
      if (bytes <= mostBytes) return void chunks.push(chunk);
      if (tooMuch) return;
      tooMuch = true;
      chunks.length = 0;
      interrupt();
    });
    child.stderr.setEncoding('latin1');
    child.stderr.on('data', (chunk: string) => {
      // Progress is one line that is written over and over; the rest is what there is to know about a failure.
      const percent = [...chunk.matchAll(/Progress: (\d{1,3}(?:\.\d+)?)%/g)].at(-1)?.[1];
      onProgress?.(percent === undefined ? null : Math.min(100, Number(percent)));
      text = (text + chunk.replace(/Progress: [^\r\n]*\r/g, '')).slice(-MOST_TEXT);
      if (hasFailed(text)) endSoon();
    });
    signal.addEventListener('abort', interrupt);
    if (signal.aborted) interrupt();
  });
