/** Formats a check run as a JSON report file for the bank's IT, without personal data. */
import { arch, release } from 'node:os';
import { timeStamp } from '#shared/domain/file-stamp.ts';
import type { CheckRun } from './check-runner.ts';

export interface ReportInput {
  readonly run: CheckRun;
  /** Branch code and counter number, `0142-3`. */
  readonly counter: string;
  readonly version: string;
}

export const reportFileName = ({ run, counter }: ReportInput): string =>
  `ekyc-checks-${counter}-${timeStamp(run.at)}.json`;

export const formatReport = ({ run, counter, version }: ReportInput): string => {
  const countByState = (state: CheckRun['results'][number]['state']): number =>
    run.results.filter((result) => result.state === state).length;
  const report = {
    format: 'ekyc-check-report',
    formatVersion: 1,
    counter,
    version,
    system: `${process.platform} ${release()} ${arch()}`,
    checkedAt: new Date(run.at).toISOString(),
    faults: countByState('failed'),
    warnings: countByState('warning'),
    checks: run.results,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
};
