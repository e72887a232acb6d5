/** Starts the independent service and collects its report of each request. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface DrfRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly cookie: string | null;
  readonly transferEncoding: string | null;
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly files: Readonly<
    Record<string, { name: string; type: string; size: number; jpeg: boolean; sha256: string }>
  >;
}

export interface DrfService {
  readonly url: string;
  readonly otp: string;
  readonly requests: readonly DrfRequest[];
  stop(): void;
}

/** `OTP` in service.py. */
const OTP = '4711';

/** Debian's Python: another one on the PATH does not have Debian's Django package. */
const PYTHON = '/usr/bin/python3';

export const startDrfService = async (): Promise<DrfService> => {
  const child = spawn(PYTHON, [path.join(import.meta.dirname, 'service.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const requests: DrfRequest[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`the service ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as { port: number } | DrfRequest;
      if ('port' in message) resolve(message.port);
      else requests.push(message);
    });
  });
  return { url: `http://127.0.0.1:${port}`, otp: OTP, requests, stop: () => child.kill() };
};
