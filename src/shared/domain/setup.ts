/** Steps of the first-run set-up of a counter, in their order: the lead PIN is needed for what comes after it. */
export const setupSteps = ['lead-pin', 'counter', 'scanner', 'camera', 'printer', 'test'] as const;
export type SetupStep = (typeof setupSteps)[number];

/** What the set-up of a counter has come to. */
export interface SetupState {
  /** Steps that are not done, whether skipped or never visited. */
  readonly open: readonly SetupStep[];
  /** Steps that somebody chose to leave for later. */
  readonly skipped: readonly SetupStep[];
}

/** Whether the set-up comes before Home: there is no counter yet, or no lead PIN and nobody has put that off. */
export const isSetupNeeded = ({ open, skipped }: SetupState): boolean =>
  open.includes('counter') || (open.includes('lead-pin') && !skipped.includes('lead-pin'));
