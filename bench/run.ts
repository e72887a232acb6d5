/**
 * Runs benchmarks without assertions: `npm run bench` for all, `npm run bench -- NAME…` for some. Prints a table and saves the results
 * in bench/results.json. Once that file holds every benchmark, docs/performance.md is written from it.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatDocument, formatTable, type Results, type BenchmarkResult } from './report.ts';
import { loadAverage, describeMachine, type Benchmark } from './support/measure.ts';
import { removeTempFolder } from './support/temp.ts';
import { benchmarks } from './benchmarks/all.ts';

const resultsFile = path.join(import.meta.dirname, 'results.json');
const documentFile = path.join(import.meta.dirname, '../docs/performance.md');

const runBenchmark = async ({ run, ...benchmark }: Benchmark): Promise<BenchmarkResult> => {
  const before = loadAverage();
  const start = performance.now();
  const measures = await run();
  return {
    ...benchmark,
    at: new Date().toISOString(),
    seconds: (performance.now() - start) / 1000,
    load: [before, loadAverage()],
    measures,
  };
};

/** Saves one result; the results of benchmarks that are not measured in this run stay as they are. */
const saveResult = (result: BenchmarkResult): void => {
  const earlier = existsSync(resultsFile)
    ? (JSON.parse(readFileSync(resultsFile, 'utf8')) as Results).benchmarks
    : [];
  const merged = benchmarks.flatMap(({ name }) =>
    name === result.name
      ? [result]
      : earlier.filter((earlierResult) => earlierResult.name === name),
  );
  const results: Results = { machine: describeMachine(), benchmarks: merged };
  writeFileSync(resultsFile, `${JSON.stringify(results, null, 2)}\n`);
  if (merged.length === benchmarks.length) writeFileSync(documentFile, formatDocument(results));
};

const requestedNames = process.argv.slice(2);
const names = benchmarks.map(({ name }) => name);
const unknownNames = requestedNames.filter((name) => !names.includes(name));
if (unknownNames.length > 0) {
  console.error(`No such benchmark: ${unknownNames.join(', ')}. There are: ${names.join(', ')}`);
  process.exit(2);
}
try {
  for (const benchmark of benchmarks) {
    if (requestedNames.length > 0 && !requestedNames.includes(benchmark.name)) continue;
    const result = await runBenchmark(benchmark);
    console.log(formatTable(result));
    saveResult(result);
  }
} finally {
  await removeTempFolder();
}
