/** Maps the measurements of a blank sheet to findings, each with a remedy when it is out of range. */
import type { CallOutput } from '#shared/ipc/contract.ts';
import type { Texts } from '#renderer/i18n/index.ts';

export interface SheetFinding {
  readonly key: 'specks' | 'streaks' | 'light' | 'paper';
  readonly words: string;
  /** Null when there is nothing to do. */
  readonly remedy: string | null;
}

/** The darkest part of an evenly lit sheet under a closed lid, against the lightest. */
const EVEN = 0.9;
/** Grey level of white paper; service manuals of flatbeds set white at 240 and above, cheap paper is a little darker. */
const WHITE = 215;

export const sheetFindings = (
  sheet: CallOutput<'diagnostics.blankSheet'>,
  { t, format }: Pick<Texts, 't' | 'format'>,
): readonly SheetFinding[] => {
  const { specks, streaks, evenness, paper } = sheet;
  const places = streaks.map(({ xMm }) => format.value.number(Math.round(xMm))).join(', ');
  return [
    {
      key: 'specks',
      words: t('diagnostics.specks', { count: specks }),
      remedy: specks > 0 ? t('diagnostics.specksText') : null,
    },
    {
      key: 'streaks',
      words: t('diagnostics.streaks', { count: streaks.length }),
      remedy: streaks.length > 0 ? t('diagnostics.streaksText', { places }) : null,
    },
    evenness >= EVEN
      ? { key: 'light', words: t('diagnostics.even'), remedy: null }
      : {
          key: 'light',
          words: t('diagnostics.uneven', { percent: Math.round(evenness * 100) }),
          remedy: t('diagnostics.unevenText'),
        },
    paper >= WHITE
      ? { key: 'paper', words: t('diagnostics.white'), remedy: null }
      : {
          key: 'paper',
          words: t('diagnostics.grey', { level: Math.round(paper) }),
          remedy: t('diagnostics.greyText'),
        },
  ];
};
