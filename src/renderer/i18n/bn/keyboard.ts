/** Bangla texts of the on-screen keyboard. */
import type { keyboard as english } from '#renderer/i18n/en/keyboard.ts';
import type { TextsLike } from '#renderer/i18n/texts.ts';

export const keyboard: TextsLike<typeof english> = {
  name: 'পর্দার কিবোর্ড',
  backspace: 'মুছুন',
  enter: 'এন্টার',
  space: 'স্পেস',
  shift: 'শিফট',
  hide: 'কিবোর্ড লুকান',
  signs: {
    candrabindu: 'চন্দ্রবিন্দু',
    anusvara: 'অনুস্বার',
    visarga: 'বিসর্গ',
    nukta: 'নুক্তা',
    aa: 'আ-কার',
    i: 'ই-কার',
    ii: 'ঈ-কার',
    u: 'উ-কার',
    uu: 'ঊ-কার',
    ri: 'ঋ-কার',
    rii: 'ৠ-কার',
    e: 'এ-কার',
    oi: 'ঐ-কার',
    o: 'ও-কার',
    ou: 'ঔ-কার',
    hasanta: 'হসন্ত',
    yaPhala: 'য-ফলা',
    raPhala: 'র-ফলা',
    reph: 'রেফ',
    auLength: 'ঔ-কারের ডান অংশ',
    li: 'ঌ-কার',
    lii: 'ৡ-কার',
    nonJoiner: 'বিযুক্তকারী (ZWNJ)',
    joiner: 'সংযুক্তকারী (ZWJ)',
  },
};
