/** Parses the ScannerStatus of a network scanner (eSCL) and maps its states and state reasons to error codes. */
import type { ErrorCode } from '#shared/error-codes.ts';
import { findElement, findElements, textOf, type XmlElement } from './xml.ts';

type ScanCode = Extract<ErrorCode, `SCAN-${string}`>;

/**
 * Patterns of state reasons. Vendors spell the reasons differently, so common stems are matched. The first match applies.
 */
const reasonCodes: readonly (readonly [RegExp, ScanCode])[] = [
  [/cover|hatch|door|lid/i, 'SCAN-COVER-OPEN'],
  [/jam|mispick|multipick|doublefeed/i, 'SCAN-JAMMED'],
  [/adfempty|mediaempty|nomedia|nooriginal|documentsneeded|inputtrayempty/i, 'SCAN-NO-DOCS'],
  [/cancell?edat|cancell?edby|operator/i, 'SCAN-CANCELLED'],
  [/warming/i, 'SCAN-WARMING-UP'],
  [/unauthor|notauthor|accessdenied|permission/i, 'SCAN-ACCESS-DENIED'],
  [/busy|resourcesarenotready|processing/i, 'SCAN-BUSY'],
  [/shutdown|offline|unreachable/i, 'SCAN-OFFLINE'],
];

const codeOf = (reason: string): ScanCode | null =>
  reasonCodes.find(([pattern]) => pattern.test(reason))?.[1] ?? null;
/** The code of the reason with the highest precedence, in the order of `reasonCodes`: an open cover precedes missing paper. */
const codeOfReasons = (reasons: readonly string[]): ScanCode | null => {
  const codes = reasons.flatMap((reason) => codeOf(reason) ?? []);
  return reasonCodes.map(([, code]) => code).find((code) => codes.includes(code)) ?? null;
};

const textsIn = (element: XmlElement, name: string): string[] =>
  findElements(element, name).map(({ text }) => text.trim());

export interface ScannerState {
  /** Idle, Processing, Testing, Stopped or Down; empty when not stated. */
  readonly state: string;
  /** Why the device cannot scan; null when it can. */
  readonly problem: ScanCode | null;
  /** Why the job failed; null when it succeeded, is in progress or unknown. */
  readonly jobProblem: (id: string) => ScanCode | null;
  /** Whether the job is in progress. */
  readonly isJobInProgress: (id: string) => boolean;
}

/** A job is named by its address (`/eSCL/ScanJobs/11`) or by a URN (`urn:uuid:…`); its id is the last part of either. */
const isNameOfJob = (name: string | null, id: string): boolean =>
  name !== null && (name === id || name.endsWith(`/${id}`) || name.endsWith(`:${id}`));

const jobInfo = (root: XmlElement, id: string): XmlElement | undefined =>
  findElements(root, 'JobInfo').find((entry) =>
    [textOf(entry, 'JobUri'), textOf(entry, 'JobUuid')].some((name) => isNameOfJob(name, id)),
  );

const jobProblem = (root: XmlElement, id: string): ScanCode | null => {
  const info = jobInfo(root, id);
  if (!info) return null;
  const codeFromReasons = codeOfReasons(textsIn(info, 'JobStateReason'));
  if (codeFromReasons) return codeFromReasons;
  const state = textOf(info, 'JobState');
  return state === 'Aborted' ? 'SCAN-DRIVER' : state === 'Canceled' ? 'SCAN-CANCELLED' : null;
};

/**
 * @param usesFeeder whether the scan uses the feeder; an empty feeder is irrelevant for a scan from the glass.
 * @returns null when this is not a ScannerStatus document.
 */
export const parseScannerStatus = (
  root: XmlElement | null,
  usesFeeder: boolean,
): ScannerState | null => {
  if (root?.name !== 'ScannerStatus') return null;
  // The reasons of the device are outside `Jobs`. Those of jobs are ignored here.
  const state = root.children.find(({ name }) => name === 'State')?.text.trim() ?? '';
  const feeder = usesFeeder || state === 'Stopped' ? (textOf(root, 'AdfState') ?? '') : '';
  const deviceElements = root.children.filter(({ name }) => name !== 'Jobs');
  const reasons = [
    // Wrapped in an element, because only the descendants of an element are searched.
    ...deviceElements.flatMap((element) =>
      textsIn({ name: '', text: '', children: [element] }, 'StateReason'),
    ),
    feeder,
  ];
  const relevantReasons = usesFeeder
    ? reasons
    : reasons.filter((reason) => codeOf(reason) !== 'SCAN-NO-DOCS');
  const codeFromState =
    state === 'Stopped' ? 'SCAN-DRIVER' : state === 'Down' ? 'SCAN-OFFLINE' : null;
  return {
    state,
    // `ScannerAdfProcessing` is the normal state of a feeder. Its name matches the pattern of SCAN-BUSY.
    problem:
      codeOfReasons(relevantReasons.filter((reason) => reason !== 'ScannerAdfProcessing')) ??
      codeFromState,
    jobProblem: (id) => (findElement(root, 'Jobs') ? jobProblem(root, id) : null),
    isJobInProgress: (id) => {
      const info = jobInfo(root, id);
      // The state of the device is used when it does not list the job.
      return info
        ? ['Pending', 'Processing'].includes(textOf(info, 'JobState') ?? '')
        : state === 'Processing';
    },
  };
};
