// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import UiTextArea from '#renderer/ui/UiTextArea.vue';

describe('UiTextArea', () => {
  afterEach(() => document.body.replaceChildren());

  it('selects its text when Tab leads to it, as a single-line input does', async () => {
    const wrapper = mount(UiTextArea, {
      props: { modelValue: 'নমুনা সড়ক' },
      attachTo: document.body,
    });
    const area = wrapper.find('textarea');
    area.element.setSelectionRange(0, 0);
    await area.trigger('keyup', { key: 'a' });
    expect(area.element.selectionEnd).toBe(0);
    await area.trigger('keyup', { key: 'Tab' });
    expect([area.element.selectionStart, area.element.selectionEnd]).toEqual([0, 10]);
  });
});
