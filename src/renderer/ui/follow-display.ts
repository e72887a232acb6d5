/** Applies the counter's text size and contrast to a page; `system` follows the operating system's preference. */
import { watch } from 'vue';

interface DisplaySettings {
  readonly textSize: number;
  readonly contrast: 'system' | 'high';
}

export const followDisplay = (display: () => DisplaySettings): void => {
  const preference = matchMedia('(prefers-contrast: more)');
  const { dataset } = document.documentElement;
  const apply = (): void => {
    const { textSize, contrast } = display();
    dataset['textSize'] = String(textSize);
    if (contrast === 'high' || preference.matches) dataset['theme'] = 'hc';
    else delete dataset['theme'];
  };
  preference.addEventListener('change', apply);
  watch(display, apply, { immediate: true });
};
