/** Maps the states of a network scanner and of a job to error codes. */
import type { ErrorCode } from '#shared/error-codes.ts';
import { find, findAll, textOf, type XmlElement } from './xml.ts';

type ScanCode = Extract<ErrorCode, `SCAN-${string}`>;

/** Makers spell their reasons in their own way; what they share is a stem. The first that fits counts. */
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
  // The order of the table, not of the device: an open cover explains a paper that is missing.
  const codes = words.flatMap((word) => codeOf(word) ?? []);
  return reasons.map(([, code]) => code).find((code) => codes.includes(code)) ?? null;
};

const wordsIn = (element: XmlElement, name: string): string[] =>
  findAll(element, name).map(({ text }) => text.trim());

export interface ScannerState {
  /** Idle, Processing, Testing, Stopped or Down; empty where the device does not say. */
  readonly state: string;
  /** Why it would not scan, or null when it says nothing of the kind. */
  readonly trouble: ScanCode | null;
  /** Why the job ended, or null: it did well, is at work, or is unknown. */
  readonly job: (id: string) => ScanCode | null;
  /** Whether the job is not over yet. */
  readonly isWorkingOn: (id: string) => boolean;
}

const jobInfo = (root: XmlElement, id: string): XmlElement | undefined =>
  findAll(root, 'JobInfo').find((entry) =>
    [textOf(entry, 'JobUri'), textOf(entry, 'JobUuid')].some((name) => name?.endsWith(id)),
  );

const jobTrouble = (root: XmlElement, id: string): ScanCode | null => {
  const info = jobInfo(root, id);
  if (!info) return null;
  const found = firstCode(wordsIn(info, 'JobStateReason'));
  if (found) return found;
  const state = textOf(info, 'JobState');
  return state === 'Aborted' ? 'SCAN-DRIVER' : state === 'Canceled' ? 'SCAN-CANCELLED' : null;
};

/**
 * @param usesFeeder whether the scan goes through the feeder: an empty one is no trouble for a card on the glass.
 * @returns null when this is no scanner's status.
 */
export const readStatus = (root: XmlElement | null, usesFeeder: boolean): ScannerState | null => {
  if (root?.name !== 'ScannerStatus') return null;
  // `State` and `StateReason` of the device stand above the jobs, which have words of their own.
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
    trouble: firstCode(considered.filter((word) => word !== 'ScannerAdfProcessing')) ?? stopped,
    job: (id) => (find(root, 'Jobs') ? jobTrouble(root, id) : null),
    isWorkingOn: (id) => {
      const info = jobInfo(root, id);
      // A device that lists no job still says whether it works.
      return info
        ? ['Pending', 'Processing'].includes(textOf(info, 'JobState') ?? '')
        : state === 'Processing';
    },
  };
};
