/** Maps the measurements of a blank sheet to findings, each with a remedy if it is out of range. */
import type { CallOutput } from '#shared/ipc/contract.ts';
import type { Texts } from '#renderer/i18n/index.ts';

export interface SheetFinding {
  readonly key: 'specks' | 'streaks' | 'light' | 'paper';
  readonly text: string;
  /** Null when nothing needs to be done. */
  readonly remedy: string | null;
}

/** Minimum ratio of the darkest to the lightest area of a sheet that is lit evenly under a closed lid. */
const MIN_EVENNESS = 0.9;
/**
 * Minimum grey level of white paper, 0 to 255. Service manuals of flatbed scanners specify white as 240 and above; cheap paper is
 * slightly darker.
 */
const MIN_WHITE_LEVEL = 215;

export const sheetFindings = (
  sheet: CallOutput<'diagnostics.blankSheet'>,
  { t, format }: Pick<Texts, 't' | 'format'>,
): readonly SheetFinding[] => {
  const { specks, streaks, evenness, paper } = sheet;
  const streakPositions = streaks.map(({ xMm }) => format.value.number(Math.round(xMm))).join(', ');
  return [
    {
      key: 'specks',
      text: t('diagnostics.specks', { count: specks }),
      remedy: specks > 0 ? t('diagnostics.specksText') : null,
    },
    {
      key: 'streaks',
      text: t('diagnostics.streaks', { count: streaks.length }),
      remedy: streaks.length > 0 ? t('diagnostics.streaksText', { places: streakPositions }) : null,
    },
    evenness >= MIN_EVENNESS
      ? { key: 'light', text: t('diagnostics.even'), remedy: null }
      : {
          key: 'light',
          text: t('diagnostics.uneven', { percent: Math.round(evenness * 100) }),
          remedy: t('diagnostics.unevenText'),
        },
    paper >= MIN_WHITE_LEVEL
      ? { key: 'paper', text: t('diagnostics.white'), remedy: null }
      : {
          key: 'paper',
          text: t('diagnostics.grey', { level: Math.round(paper) }),
          remedy: t('diagnostics.greyText'),
        },
  ];
};
