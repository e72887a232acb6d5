/** Applies the counter's text size and contrast to a page; `system` follows the operating system's preference. */
import { watch } from 'vue';

interface DisplaySettings {
  readonly textSize: number;
  readonly contrast: 'system' | 'high';
}

/** @param display reactive settings; every change of them is applied. */
export const applyDisplaySettings = (display: () => DisplaySettings): void => {
  const contrastQuery = matchMedia('(prefers-contrast: more)');
  const { dataset } = document.documentElement;
  const applySettings = (): void => {
    const { textSize, contrast } = display();
    dataset['textSize'] = String(textSize);
    if (contrast === 'high' || contrastQuery.matches) dataset['theme'] = 'hc';
    else delete dataset['theme'];
  };
  contrastQuery.addEventListener('change', applySettings);
  watch(display, applySettings, { immediate: true });
};
