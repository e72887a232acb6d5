/** Test program for Windows: lists the removable drives as the file chooser does, reads a picture from one and saves a file to it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createWindowsDrives } from '#main/exchange/drives-windows.ts';
import { createExchange } from '#main/exchange/exchange.ts';

export interface DrivesAnswer {
  readonly drives: Awaited<ReturnType<ReturnType<typeof createWindowsDrives>>>;
  /** Names in the root of the first drive. */
  readonly names: readonly string[];
  readonly content: string;
  readonly saved: string;
}

const [questionFile = '', answerFile = ''] = process.argv.slice(2);
readFileSync(questionFile);
const ignore = (): void => undefined;
const drives = createWindowsDrives();
const exchange = createExchange({
  drives,
  folders: () => [],
  log: { info: ignore, warn: ignore, error: ignore },
});
const { places } = await exchange.places();
const root = places[0]?.id ?? '';
const listed = await exchange.list(root, 'picture');
const entries = listed.ok ? listed.data.entries : [];
const picture = await exchange.readPicture(entries.find(({ kind }) => kind === 'file')?.id ?? '');
const saved = await exchange.save(root, 'report.json', ['{}']);
const answer: DrivesAnswer = {
  drives: await drives(),
  names: entries.map(({ name }) => name),
  content: picture.ok ? Buffer.from(picture.data).toString('utf8') : picture.error.code,
  saved: saved.ok ? saved.data : saved.error.code,
};
writeFileSync(answerFile, JSON.stringify(answer));
