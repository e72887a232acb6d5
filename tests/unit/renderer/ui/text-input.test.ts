// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { nextTick } from 'vue';
import { describe, expect, it } from 'vitest';
import UiField from '#renderer/ui/UiField.vue';
import UiTextInput from '#renderer/ui/UiTextInput.vue';

const typeInto = (input: HTMLInputElement, text: string): void => {
  input.value = text;
  input.dispatchEvent(new Event('input'));
};

describe('UiTextInput', () => {
  it('is not rewritten by the value it just emitted', async () => {
    const emittedValues: string[] = [];
    const wrapper = mount(UiTextInput, {
      props: {
        modelValue: '',
        'onUpdate:modelValue': (value: string) => void emittedValues.push(value),
      },
    });
    const input = wrapper.find('input').element;
    typeInto(input, 'ক ');
    let writeCount = 0;
    Object.defineProperty(input, 'value', {
      get: () => 'ক ',
      set: () => void (writeCount += 1),
      configurable: true,
    });
    await wrapper.setProps({ modelValue: 'ক ' });
    expect(emittedValues).toEqual(['ক ']);
    expect(writeCount).toBe(0);
  });

  it('shows a value that is set from outside', async () => {
    const wrapper = mount(UiTextInput, { props: { modelValue: 'a' } });
    const input = wrapper.find('input').element;
    expect(input.value).toBe('a');
    typeInto(input, 'ab');
    await wrapper.setProps({ modelValue: 'from the card' });
    expect(input.value).toBe('from the card');
  });

  it('waits for the end of a composition before it shows a new value', async () => {
    const wrapper = mount(UiTextInput, { props: { modelValue: '' } });
    const input = wrapper.find('input').element;
    input.dispatchEvent(new Event('compositionstart'));
    typeInto(input, 'ক্');
    await wrapper.setProps({ modelValue: 'other' });
    expect(input.value).toBe('ক্');
    input.dispatchEvent(new Event('compositionend'));
    await nextTick();
    expect(input.value).toBe('other');
  });

  it('is labelled, described and marked as invalid by its field', async () => {
    const wrapper = mount({
      components: { UiField, UiTextInput },
      template:
        '<UiField label="Customer mobile" :error="error" hint="11 digits"><UiTextInput model-value="" /></UiField>',
      props: { error: { type: String, default: undefined } },
    });
    const input = wrapper.find('input');
    expect(wrapper.find('label').attributes('for')).toBe(input.attributes('id'));
    expect(wrapper.find(`[id="${input.attributes('aria-describedby')}"]`).text()).toBe('11 digits');
    expect(input.attributes('aria-invalid')).toBeUndefined();
    await wrapper.setProps({ error: '10 digits: 11 are needed.' });
    expect(input.attributes('aria-invalid')).toBe('true');
    expect(wrapper.find(`[id="${input.attributes('aria-describedby')}"]`).text()).toBe(
      '10 digits: 11 are needed.',
    );
  });
});
