/**
 * Maps states, events, causes and error codes of earlier versions to the current ones. The old names are in columns of stores,
 * in sealed bodies and summaries, and in transfer files.
 */

type Names = Readonly<Record<string, string>>;

export const renamedStates: Names = { failed: 'refused', 'not-passed': 'verification-failed' };
export const renamedEvents: Names = {
  'not-passed': 'verification-failed',
  'hand-over': 'transfer-out',
  'moved-in': 'transfer-in',
};
export const renamedCauses: Names = {
  'LEAD-EXPORTED': 'LEAD-TRANSFERRED-OUT',
  'LEAD-IMPORTED': 'LEAD-TRANSFERRED-IN',
};
const renamedCodes: Names = {
  'MOVE-NONE': 'TRANSFER-NONE',
  'MOVE-WRITE': 'TRANSFER-WRITE',
  'MOVE-FILE': 'TRANSFER-FILE',
  'MOVE-COUNTER': 'TRANSFER-COUNTER',
  'MOVE-OUT': 'TRANSFER-OUT',
};

const currentName = (names: Names, name: string): string => names[name] ?? name;

/**
 * The current name of a state.
 * @param isTransferred whether the registration was transferred to another counter, which earlier versions stored as
 * `discarded`.
 */
export const currentState = (name: string, isTransferred = false): string =>
  isTransferred && name === 'discarded' ? 'transferred' : currentName(renamedStates, name);

interface NamedEvent {
  readonly src: string | null;
  readonly dst: string;
  readonly event: string;
  readonly cause: string | null;
}

/** An entry of the timeline with the current names of its states, event and cause. */
export const currentTimelineEntry = <E extends NamedEvent>(entry: E): E => ({
  ...entry,
  src: entry.src === null ? null : currentState(entry.src),
  dst: currentState(entry.dst, entry.event === 'hand-over'),
  event: currentName(renamedEvents, entry.event),
  cause: entry.cause === null ? null : currentName(renamedCauses, entry.cause),
});

/** A stored failure with the current name of its code; any other value is returned unchanged. */
export const withCurrentCode = (failure: unknown): unknown =>
  typeof failure === 'object' && failure !== null && 'code' in failure
    ? { ...failure, code: currentName(renamedCodes, String(failure.code)) }
    : failure;
