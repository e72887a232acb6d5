/** Steps of the first-run set-up of a counter, in order. The lead PIN comes first, because later steps require it. */
export const setupSteps = ['lead-pin', 'counter', 'scanner', 'camera', 'printer', 'test'] as const;
export type SetupStep = (typeof setupSteps)[number];

export type SetupDevice = 'scanner' | 'camera' | 'printer';

/** Progress of the set-up of a counter. */
export interface SetupState {
  /** Steps that are not completed, whether skipped or never visited. */
  readonly open: readonly SetupStep[];
  /** Steps that were postponed. */
  readonly skipped: readonly SetupStep[];
  /** Names of the chosen devices; null where none is chosen. */
  readonly devices: Readonly<Record<SetupDevice, string | null>>;
}

/**
 * Whether the set-up is shown before Home: the counter is not configured, or the lead PIN is missing and was not
 * postponed.
 */
export const isSetupNeeded = ({ open, skipped }: Pick<SetupState, 'open' | 'skipped'>): boolean =>
  open.includes('counter') || (open.includes('lead-pin') && !skipped.includes('lead-pin'));
