/** Selects the sound for a change of the open registration for which the clerk has waited: scan, reading or outcome. */
import type { Chime } from '#renderer/lib/chimes.ts';
import type { CardSide } from '#shared/domain/registration.ts';
import type { FlowState } from './flow.ts';
import { outcomeOf, type Outcome } from './outcome.ts';

const cardSides: readonly CardSide[] = ['front', 'back'];

const outcomeChimes: Readonly<Record<Outcome, Chime | null>> = {
  taken: null,
  sending: null,
  queued: null,
  submitted: 'success',
  unknown: 'attention',
  unwritten: 'attention',
  refused: 'attention',
  review: 'attention',
  unread: 'attention',
  unconfirmed: 'attention',
  doubtful: 'attention',
};

const scanChime = (previous: FlowState, current: FlowState, side: CardSide): Chime | null => {
  if (previous.busy[side]?.kind !== 'scan' || current.busy[side] !== null) return null;
  const faults = current.view.pictures[side]?.failedChecks ?? [];
  return current.failures[side] || faults.length > 0 ? 'attention' : 'success';
};

const readingChime = (previous: FlowState, current: FlowState): Chime | null => {
  if (previous.view.reading.state !== 'sending') return null;
  switch (current.view.reading.state) {
    case 'read':
      return 'success';
    case 'unread':
    case 'failed':
      return 'attention';
    default:
      return null;
  }
};

/** @returns the sound; null when nothing has ended, or when the two states belong to different registrations. */
export const chimeFor = (previous: FlowState | null, current: FlowState | null): Chime | null => {
  if (!previous || !current || previous.view.id !== current.view.id) return null;
  const outcome = outcomeOf(current.view);
  const outcomeChime =
    current.view.state !== 'draft' && outcome !== outcomeOf(previous.view)
      ? outcomeChimes[outcome]
      : null;
  const chimes = [
    outcomeChime,
    readingChime(previous, current),
    ...cardSides.map((side) => scanChime(previous, current, side)),
  ];
  return chimes.find((chime) => chime === 'attention') ?? chimes.find(Boolean) ?? null;
};
