/** In the order in which they are run and reported. */
import type { Row } from '#bench/support/measure.ts';
import { cards } from './cards.ts';
import { client } from './client.ts';
import { drainRow } from './drain.ts';
import { enqueue } from './enqueue.ts';
import { open } from './open.ts';
import { outbox } from './outbox.ts';

export const rows: readonly Row[] = [outbox, open, enqueue, drainRow, client, cards];
