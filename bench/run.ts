/**
 * Measures without assertions: `npm run bench` for every row, `npm run bench -- ROW…` for some. Prints a table, keeps the results in
 * bench/results.json and writes docs/performance.md from them.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { document, terminalTable, type Results, type RowResult } from './report.ts';
import { load, machine, type Row } from './support/measure.ts';
import { removeTempFolder } from './support/temp.ts';
import { rows } from './rows/all.ts';

const resultsFile = path.join(import.meta.dirname, 'results.json');
const documentFile = path.join(import.meta.dirname, '../docs/performance.md');

const measure = async ({ run, ...row }: Row): Promise<RowResult> => {
  const before = load();
  const start = performance.now();
  const measures = await run();
  return {
    ...row,
    at: new Date().toISOString(),
    seconds: (performance.now() - start) / 1000,
    load: [before, load()],
    measures,
  };
};

/** Rows that are not measured now keep the results they had. */
const keep = (result: RowResult): void => {
  const earlier = existsSync(resultsFile)
    ? (JSON.parse(readFileSync(resultsFile, 'utf8')) as Results).rows
    : [];
  const all = rows.flatMap(({ name }) =>
    name === result.name ? [result] : earlier.filter((row) => row.name === name),
  );
  const results: Results = { machine: machine(), rows: all };
  writeFileSync(resultsFile, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(documentFile, document(results));
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !rows.some((row) => row.name === name));
if (unknown.length > 0) {
  console.error(
    `No such row: ${unknown.join(', ')}. There are: ${rows.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}
try {
  for (const row of rows.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    const result = await measure(row);
    console.log(terminalTable(result));
    keep(result);
  }
} finally {
  await removeTempFolder();
}
