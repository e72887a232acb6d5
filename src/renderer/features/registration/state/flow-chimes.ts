/** Chooses the sound for a change of the open registration that ends a wait of the clerk. */
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

const scanChime = (before: FlowState, after: FlowState, side: CardSide): Chime | null => {
  if (before.busy[side]?.kind !== 'scan' || after.busy[side] !== null) return null;
  const faults = after.view.pictures[side]?.failedChecks ?? [];
  return after.failures[side] || faults.length > 0 ? 'attention' : 'success';
};

const readingChime = (before: FlowState, after: FlowState): Chime | null => {
  if (before.view.reading.state !== 'sending') return null;
  switch (after.view.reading.state) {
    case 'read':
      return 'success';
    case 'unread':
    case 'failed':
      return 'attention';
    default:
      return null;
  }
};

/** @returns the sound, or null when nothing ended or the two states are of different registrations. */
export const chimeFor = (before: FlowState | null, after: FlowState | null): Chime | null => {
  if (!before || !after || before.view.id !== after.view.id) return null;
  const outcome = outcomeOf(after.view);
  const outcomeChime =
    after.view.state !== 'draft' && outcome !== outcomeOf(before.view)
      ? outcomeChimes[outcome]
      : null;
  const chimes = [
    outcomeChime,
    readingChime(before, after),
    ...cardSides.map((side) => scanChime(before, after, side)),
  ];
  return chimes.find((chime) => chime === 'attention') ?? chimes.find(Boolean) ?? null;
};
