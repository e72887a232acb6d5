/** Prints a paper: mounts and measures it, requests printing of the page from the main process, and unmounts it. */
import { nextTick, ref, shallowRef, type Ref } from 'vue';
import type { AppError, Result } from '#shared/result.ts';

export interface Print {
  /** Whether the paper is mounted (`PrintedPaper.vue`). */
  readonly printing: Readonly<Ref<boolean>>;
  readonly error: Readonly<Ref<AppError | null>>;
  /** @returns whether the paper was printed; false while another print of it is in progress. */
  readonly print: () => Promise<boolean>;
}

/** A CSS pixel is 1/96 inch. */
const MM_PER_PX = 25.4 / 96;

const waitForLayout = async (): Promise<void> => {
  await nextTick();
  // The paper may use a font that is not loaded yet.
  if ('fonts' in document) await document.fonts.ready;
};

/** Measures the mounted paper. The length is rounded up to avoid a second page. */
const measurePaperLengthMm = (): number => {
  const paper = document.querySelector('.printed-paper');
  return Math.ceil((paper?.getBoundingClientRect().height ?? 0) * MM_PER_PX);
};

/** @param requestPrint requests printing from the main process, with the length of the paper in millimetres. */
export const usePrint = (requestPrint: (lengthMm: number) => Promise<Result<undefined>>): Print => {
  const printing = ref(false);
  const error = shallowRef<AppError | null>(null);
  return {
    printing,
    error,
    print: async () => {
      if (printing.value) return false;
      printing.value = true;
      await waitForLayout();
      const answer = await requestPrint(measurePaperLengthMm());
      printing.value = false;
      error.value = answer.ok ? null : answer.error;
      return answer.ok;
    },
  };
};
