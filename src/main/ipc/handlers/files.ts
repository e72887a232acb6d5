/** Handlers for the file chooser. */
import { ok } from '#shared/result.ts';
import type { Exchange } from '#main/exchange/port.ts';
import type { Handlers } from '#main/ipc/answer-call.ts';

export const filesHandlers = (exchange: Exchange) =>
  ({
    'files.places': async () => ok(await exchange.places()),
    'files.list': ({ folder, purpose }) => exchange.list(folder, purpose),
  }) satisfies Partial<Handlers>;
