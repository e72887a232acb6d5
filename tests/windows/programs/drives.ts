/** Test program for Windows: lists the removable drives as the file chooser does, reads a picture from one and saves a file to it. */
import { writeFileSync } from 'node:fs';
import { createWindowsDrives } from '#main/exchange/drives-windows.ts';
import { createExchange } from '#main/exchange/exchange.ts';

export interface DrivesAnswer {
  readonly drives: Awaited<ReturnType<ReturnType<typeof createWindowsDrives>>>;
  /** Names in the root of the first drive. */
  readonly names: readonly string[];
  readonly content: string;
  readonly saved: string;
}

// The program has no question.
const [, answerFile = ''] = process.argv.slice(2);
const discard = (): void => undefined;
const drives = createWindowsDrives();
const exchange = createExchange({
  drives,
  folders: () => [],
  log: { info: discard, warn: discard, error: discard },
});
const { places } = await exchange.places();
const driveId = places[0]?.id ?? '';
const listed = await exchange.list(driveId, 'picture');
const entries = listed.ok ? listed.data.entries : [];
const picture = await exchange.readPicture(entries.find(({ kind }) => kind === 'file')?.id ?? '');
const saved = await exchange.save(driveId, 'report.json', ['{}']);
const answer: DrivesAnswer = {
  drives: await drives(),
  names: entries.map(({ name }) => name),
  content: picture.ok ? Buffer.from(picture.data).toString('utf8') : picture.error.code,
  saved: saved.ok ? saved.data : saved.error.code,
};
writeFileSync(answerFile, JSON.stringify(answer));
