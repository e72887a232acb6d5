/** Types for tools that do not read .vue files; the template type checker uses the actual types. */
declare module '*.vue' {
  import type { Component } from 'vue';

  const component: Component;
  // eslint-disable-next-line no-restricted-syntax -- components are default exports
  export default component;
}
