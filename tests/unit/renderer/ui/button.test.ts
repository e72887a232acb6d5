// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import UiButton from '#renderer/ui/UiButton.vue';
import UiReason from '#renderer/ui/UiReason.vue';
import { accessibleNameOf } from '#tests/unit/renderer/mount.ts';

describe('UiButton', () => {
  it('has its text without the keycap as accessible name', () => {
    const wrapper = mount(UiButton, {
      props: { keycap: 'Ctrl Enter' },
      slots: { default: 'Submit' },
    });
    expect(accessibleNameOf(wrapper.find('button').element)).toBe('Submit');
    expect(wrapper.find('button').attributes('aria-keyshortcuts')).toBe('Control+Enter');
  });

  it('shows why it is disabled and ignores presses', async () => {
    let pressCount = 0;
    const wrapper = mount({
      components: { UiButton, UiReason },
      setup: () => ({ press: () => void (pressCount += 1) }),
      template: `<div><UiReason text="Scan both sides first" v-slot="{ describedby }"
        ><UiButton disabled :aria-describedby="describedby" @click="press">Continue</UiButton></UiReason></div>`,
    });
    const button = wrapper.find('button');
    expect(wrapper.find(`[id="${button.attributes('aria-describedby')}"]`).text()).toBe(
      'Scan both sides first',
    );
    await button.trigger('click');
    expect(pressCount).toBe(0);
  });

  it('has one root, so that the scoped styles of a parent reach it', () => {
    const wrapper = mount(UiButton, { attrs: { class: 'of-the-parent' } });
    expect(wrapper.element.tagName).toBe('BUTTON');
    expect(wrapper.classes()).toContain('of-the-parent');
  });

  it('submits no form while it is disabled', async () => {
    let submitCount = 0;
    const wrapper = mount(
      {
        components: { UiButton },
        props: { isDisabled: Boolean },
        emits: ['sent'],
        template: `<form @submit.prevent="$emit('sent')"><UiButton type="submit" :disabled="isDisabled">Go</UiButton></form>`,
      },
      {
        attachTo: document.body,
        props: { isDisabled: true, onSent: () => void (submitCount += 1) },
      },
    );
    wrapper.find('button').element.click();
    expect(submitCount).toBe(0);
    await wrapper.setProps({ isDisabled: false });
    wrapper.find('button').element.click();
    expect(submitCount).toBe(1);
  });
});
