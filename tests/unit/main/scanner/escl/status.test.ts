import { describe, expect, it } from 'vitest';
import { parseScannerStatus } from '#main/scanner/escl/status.ts';
import { parseXml } from '#main/scanner/escl/xml.ts';

const parseStatus = (content: string, usesFeeder = false) =>
  parseScannerStatus(parseXml(`<ScannerStatus>${content}</ScannerStatus>`), usesFeeder);
const createStateReasonsXml = (...names: string[]): string =>
  `<StateReasons>${names.map((name) => `<StateReason>${name}</StateReason>`).join('')}</StateReasons>`;

describe('parseScannerStatus', () => {
  it.each([
    ['<State>Idle</State>', null],
    ['<State>Processing</State>', null],
    ['<State>Idle</State><AdfState>ScannerAdfEmpty</AdfState>', null],
    ['<State>Processing</State><AdfState>ScannerAdfProcessing</AdfState>', null],
    [`<State>Stopped</State>${createStateReasonsXml('CoverOpen')}`, 'SCAN-COVER-OPEN'],
    [
      `<State>Stopped</State>${createStateReasonsXml('media-empty', 'cover-open')}`,
      'SCAN-COVER-OPEN',
    ],
    ['<State>Stopped</State><AdfState>ScannerAdfHatchOpen</AdfState>', 'SCAN-COVER-OPEN'],
    ['<State>Stopped</State><AdfState>ScannerAdfJam</AdfState>', 'SCAN-JAMMED'],
    ['<State>Stopped</State>', 'SCAN-DRIVER'],
    ['<State>Down</State>', 'SCAN-OFFLINE'],
    [
      `<State>Idle</State><Jobs><JobInfo><JobState>Aborted</JobState>${createStateReasonsXml('CoverOpen')}</JobInfo></Jobs>`,
      null,
    ],
  ])('maps the device status %s to %s', (content, expected) => {
    expect(parseStatus(content)?.problem).toBe(expected);
  });

  it('reports an empty feeder only for a scan from the feeder', () => {
    expect(
      parseStatus('<State>Idle</State><AdfState>ScannerAdfEmpty</AdfState>', true)?.problem,
    ).toBe('SCAN-NO-DOCS');
  });

  it.each([
    [
      '<JobState>Aborted</JobState><JobStateReasons><JobStateReason>JobCanceledAtDevice</JobStateReason></JobStateReasons>',
      'SCAN-CANCELLED',
    ],
    ['<JobState>Canceled</JobState>', 'SCAN-CANCELLED'],
    [
      '<JobState>Aborted</JobState><JobStateReasons><JobStateReason>AbortedBySystem</JobStateReason></JobStateReasons>',
      'SCAN-DRIVER',
    ],
    [
      '<JobState>Aborted</JobState><JobStateReasons><JobStateReason>ScannerDoubleFeed</JobStateReason></JobStateReasons>',
      'SCAN-JAMMED',
    ],
    [
      '<JobState>Completed</JobState><JobStateReasons><JobStateReason>JobCompletedSuccessfully</JobStateReason></JobStateReasons>',
      null,
    ],
    [
      '<JobState>Processing</JobState><JobStateReasons><JobStateReason>JobScanning</JobStateReason></JobStateReasons>',
      null,
    ],
  ])('maps the job status %s to %s', (content, expected) => {
    const jobs = `<Jobs><JobInfo><JobUri>/eSCL/ScanJobs/old</JobUri><JobState>Canceled</JobState></JobInfo><JobInfo><JobUri>/eSCL/ScanJobs/new</JobUri>${content}</JobInfo></Jobs>`;
    expect(parseStatus(jobs)?.jobProblem('new')).toBe(expected);
    expect(parseStatus(jobs)?.jobProblem('other')).toBeNull();
  });

  it.each([
    ['/eSCL/ScanJobs/11', '11', 'SCAN-CANCELLED'],
    ['/eSCL/ScanJobs/11', '1', null],
    [
      'urn:uuid:4509a320-00a0-008f-00b6-002507510eca',
      '4509a320-00a0-008f-00b6-002507510eca',
      'SCAN-CANCELLED',
    ],
  ])('reports for a job at %s and the id %s the problem %s', (uri, id, expected) => {
    const jobs = `<Jobs><JobInfo><JobUri>${uri}</JobUri><JobState>Canceled</JobState></JobInfo></Jobs>`;
    expect(parseStatus(jobs)?.jobProblem(id)).toBe(expected);
  });

  it('returns null for other documents', () => {
    expect(parseScannerStatus(parseXml('<html/>'), false)).toBeNull();
    expect(parseScannerStatus(null, false)).toBeNull();
  });
});
