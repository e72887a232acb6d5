/** For tools that do not read .vue files themselves; the template checker knows the real types. */
declare module '*.vue' {
  import type { Component } from 'vue';

  const component: Component;
  // eslint-disable-next-line no-restricted-syntax -- components are default exports
  export default component;
}
