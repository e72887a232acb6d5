/** Parses the ScannerStatus of a network scanner (eSCL) and maps states and reasons to error codes. */
import type { ErrorCode } from '#shared/error-codes.ts';
import { find, findAll, textOf, type XmlElement } from './xml.ts';

type ScanCode = Extract<ErrorCode, `SCAN-${string}`>;

/** Vendors spell the reasons differently, so common stems are matched. The first match counts. */
const reasons: readonly (readonly [RegExp, ScanCode])[] = [
  [/cover|hatch|door|lid/i, 'SCAN-COVER-OPEN'],
  [/jam|mispick|multipick|doublefeed/i, 'SCAN-JAMMED'],
  [/adfempty|mediaempty|nomedia|nooriginal|documentsneeded|inputtrayempty/i, 'SCAN-NO-DOCS'],
  [/cancell?edat|cancell?edby|operator/i, 'SCAN-CANCELLED'],
  [/warming/i, 'SCAN-WARMING-UP'],
  [/unauthor|notauthor|accessdenied|permission/i, 'SCAN-ACCESS-DENIED'],
  [/busy|resourcesarenotready|processing/i, 'SCAN-BUSY'],
  [/shutdown|offline|unreachable/i, 'SCAN-OFFLINE'],
];

const codeOf = (word: string): ScanCode | null =>
  reasons.find(([pattern]) => pattern.test(word))?.[1] ?? null;
const firstCode = (words: readonly string[]): ScanCode | null => {
  // In the order of the table: an open cover takes precedence over missing paper.
  const codes = words.flatMap((word) => codeOf(word) ?? []);
  return reasons.map(([, code]) => code).find((code) => codes.includes(code)) ?? null;
};

const wordsIn = (element: XmlElement, name: string): string[] =>
  findAll(element, name).map(({ text }) => text.trim());

export interface ScannerState {
  /** Idle, Processing, Testing, Stopped or Down; empty when not stated. */
  readonly state: string;
  /** Why the device cannot scan, or null. */
  readonly problem: ScanCode | null;
  /** Why the job failed; null when it succeeded, is in progress or unknown. */
  readonly jobProblem: (id: string) => ScanCode | null;
  /** Whether the job is in progress. */
  readonly isInProgress: (id: string) => boolean;
}

const jobInfo = (root: XmlElement, id: string): XmlElement | undefined =>
  findAll(root, 'JobInfo').find((entry) =>
    [textOf(entry, 'JobUri'), textOf(entry, 'JobUuid')].some((name) => name?.endsWith(id)),
  );

const jobProblem = (root: XmlElement, id: string): ScanCode | null => {
  const info = jobInfo(root, id);
  if (!info) return null;
  const found = firstCode(wordsIn(info, 'JobStateReason'));
  if (found) return found;
  const state = textOf(info, 'JobState');
  return state === 'Aborted' ? 'SCAN-DRIVER' : state === 'Canceled' ? 'SCAN-CANCELLED' : null;
};

/**
 * @param usesFeeder whether the scan uses the feeder; an empty feeder is irrelevant for a scan from the glass.
 * @returns null when this is not a ScannerStatus document.
 */
export const readStatus = (root: XmlElement | null, usesFeeder: boolean): ScannerState | null => {
  if (root?.name !== 'ScannerStatus') return null;
  // Reasons of the device are outside `Jobs`; those of jobs do not count.
  const state = root.children.find(({ name }) => name === 'State')?.text.trim() ?? '';
  const feeder = usesFeeder || state === 'Stopped' ? (textOf(root, 'AdfState') ?? '') : '';
  const own = root.children.filter(({ name }) => name !== 'Jobs');
  const words = [
    ...own.flatMap((element) =>
      wordsIn({ name: '', text: '', children: [element] }, 'StateReason'),
    ),
    feeder,
  ];
  const considered = usesFeeder ? words : words.filter((word) => codeOf(word) !== 'SCAN-NO-DOCS');
  const stopped = state === 'Stopped' ? 'SCAN-DRIVER' : state === 'Down' ? 'SCAN-OFFLINE' : null;
  return {
    state,
    problem: firstCode(considered.filter((word) => word !== 'ScannerAdfProcessing')) ?? stopped,
    jobProblem: (id) => (find(root, 'Jobs') ? jobProblem(root, id) : null),
    isInProgress: (id) => {
      const info = jobInfo(root, id);
      // For a device that lists no jobs its own state is used.
      return info
        ? ['Pending', 'Processing'].includes(textOf(info, 'JobState') ?? '')
        : state === 'Processing';
    },
  };
};
