/** Provides the labels of the controls for one side of the card. */
import { computed, type ComputedRef } from 'vue';
import { useTexts } from '#renderer/i18n/index.ts';
import type { CardSide } from '#shared/domain/registration.ts';

export interface CardSideLabels {
  readonly side: string;
  readonly corners: string;
  readonly scan: string;
  readonly retake: string;
  readonly import: string;
  readonly camera: string;
  readonly picture: string;
  readonly empty: string;
}

export const useCardSideLabels = (side: () => CardSide): ComputedRef<CardSideLabels> => {
  const { t } = useTexts();
  return computed(() =>
    side() === 'front'
      ? {
          side: t('registration.card.front'),
          corners: t('registration.card.cornersFront'),
          scan: t('registration.card.scanFront'),
          retake: t('registration.card.retakeFront'),
          import: t('registration.card.importFront'),
          camera: t('registration.card.useCameraFront'),
          picture: t('registration.card.pictureFront'),
          empty: t('registration.card.emptyFront'),
        }
      : {
          side: t('registration.card.back'),
          corners: t('registration.card.cornersBack'),
          scan: t('registration.card.scanBack'),
          retake: t('registration.card.retakeBack'),
          import: t('registration.card.importBack'),
          camera: t('registration.card.useCameraBack'),
          picture: t('registration.card.pictureBack'),
          empty: t('registration.card.emptyBack'),
        },
  );
};
