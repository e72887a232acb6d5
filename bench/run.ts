/**
 * Measures without assertions: `npm run bench` for every benchmark, `npm run bench -- NAME…` for some. Prints a table and keeps the
 * results in bench/results.json; once they hold every benchmark, docs/performance.md is written from them.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { document, terminalTable, type Results, type BenchmarkResult } from './report.ts';
import { load, machine, type Benchmark } from './support/measure.ts';
import { removeTempFolder } from './support/temp.ts';
import { benchmarks } from './benchmarks/all.ts';

const resultsFile = path.join(import.meta.dirname, 'results.json');
const documentFile = path.join(import.meta.dirname, '../docs/performance.md');

const measure = async ({ run, ...benchmark }: Benchmark): Promise<BenchmarkResult> => {
  const before = load();
  const start = performance.now();
  const measures = await run();
  return {
    ...benchmark,
    at: new Date().toISOString(),
    seconds: (performance.now() - start) / 1000,
    load: [before, load()],
    measures,
  };
};

/** Benchmarks that are not measured now keep the results they had. */
const keep = (result: BenchmarkResult): void => {
  const earlier = existsSync(resultsFile)
    ? (JSON.parse(readFileSync(resultsFile, 'utf8')) as Results).benchmarks
    : [];
  const all = benchmarks.flatMap(({ name }) =>
    name === result.name ? [result] : earlier.filter((kept) => kept.name === name),
  );
  const results: Results = { machine: machine(), benchmarks: all };
  writeFileSync(resultsFile, `${JSON.stringify(results, null, 2)}\n`);
  if (all.length === benchmarks.length) writeFileSync(documentFile, document(results));
};

const wanted = process.argv.slice(2);
const names = benchmarks.map(({ name }) => name);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`No such benchmark: ${unknown.join(', ')}. There are: ${names.join(', ')}`);
  process.exit(2);
}
try {
  for (const benchmark of benchmarks) {
    if (wanted.length > 0 && !wanted.includes(benchmark.name)) continue;
    const result = await measure(benchmark);
    console.log(terminalTable(result));
    keep(result);
  }
} finally {
  await removeTempFolder();
}
