// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import UiIconButton from '#renderer/ui/UiIconButton.vue';

describe('UiIconButton', () => {
  it.each([
    ['emits a click', false, 1],
    ['emits nothing while it is disabled', true, 0],
  ])('%s', async (_, disabled, clicks) => {
    const wrapper = mount(UiIconButton, { props: { label: 'Larger', icon: 'plus', disabled } });
    await wrapper.find('button').trigger('click');
    expect(wrapper.emitted('click') ?? []).toHaveLength(clicks);
  });
});
