/** Starts the real imaging process, with its client and calls that expect success or failure. */
import path from 'node:path';
import { createImagingClient } from '#main/imaging/client.ts';
import type {
  CardImaging,
  CardRequest,
  CleanPicture,
  CleanRequest,
  Imaging,
  PreparedCard,
  SheetImaging,
} from '#main/imaging/port.ts';
import { createLog } from '#main/log/log.ts';
import type { Err } from '#shared/result.ts';
import { forkNodeChild, type NodeChild } from '#tests/support/node-child.ts';

const ENTRY = path.join(import.meta.dirname, '../../src/main/imaging/entry.ts');

export const silentLog = createLog({ stderr: false });

export interface ImagingProcess {
  readonly imaging: Imaging & CardImaging & SheetImaging;
  /** Processes started so far. */
  readonly children: readonly NodeChild[];
  /** Cleans a picture and expects success. */
  readonly clean: (bytes: Uint8Array, overrides?: Partial<CleanRequest>) => Promise<CleanPicture>;
  /** Prepares a card and expects success; defaults to a scanned front. */
  readonly card: (bytes: Uint8Array, overrides?: Partial<CardRequest>) => Promise<PreparedCard>;
  /** Cleans a picture and expects a failure. */
  readonly expectFailure: (bytes: Uint8Array) => Promise<Err>;
  readonly stop: () => Promise<void>;
}

export const startImagingProcess = (): ImagingProcess => {
  const children: NodeChild[] = [];
  const fork = (): NodeChild => {
    const child = forkNodeChild(ENTRY);
    children.push(child);
    return child;
  };
  const imaging = createImagingClient({ fork, log: silentLog });
  return {
    imaging,
    children,
    clean: async (bytes, overrides = {}) => {
      const result = await imaging.clean({ kind: 'card', bytes, ...overrides });
      if (!result.ok) throw new Error(`refused with ${result.error.code}`);
      return result.data;
    },
    card: async (bytes, overrides = {}) => {
      const result = await imaging.card({
        bytes,
        side: 'front',
        origin: 'scanner',
        dpi: null,
        ...overrides,
      });
      if (!result.ok) throw new Error(`refused with ${result.error.code}`);
      return result.data;
    },
    expectFailure: async (bytes) => {
      const result = await imaging.clean({ kind: 'card', bytes });
      if (result.ok) throw new Error('accepted');
      return result;
    },
    stop: () => imaging.stop(),
  };
};
