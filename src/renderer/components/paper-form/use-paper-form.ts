/** Prints the paper form, from Home and from the help. */
import { useBridge } from '#renderer/composables/bridge.ts';
import { usePrint, type Print } from '#renderer/composables/use-print.ts';
import { useTexts } from '#renderer/i18n/index.ts';
import { useToasts } from '#renderer/ui/toasts.ts';

export const usePaperForm = (): Print => {
  const bridge = useBridge();
  const toasts = useToasts();
  const { t } = useTexts();
  const print = usePrint(() => bridge.paperForm.print());
  return {
    ...print,
    print: async () => {
      const isPrinted = await print.print();
      if (isPrinted) toasts.show(t('paper.form.printed'));
      return isPrinted;
    },
  };
};
