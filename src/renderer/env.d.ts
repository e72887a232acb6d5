/** Types of Vite, and of native attributes that Vue components accept. */
/// <reference types="vite/client" />
import type {} from 'vue';

declare module 'vue' {
  /** Native attributes that UI components pass to their control. */
  interface AllowedComponentProps extends AriaAttributes {
    id?: string | undefined;
    lang?: string | undefined;
    role?: string | undefined;
    tabindex?: number | undefined;
    autofocus?: boolean | undefined;
    type?: string | undefined;
    name?: string | undefined;
    inputmode?: 'text' | 'tel' | 'numeric' | 'search' | 'none' | undefined;
    maxlength?: number | string | undefined;
    autocomplete?: string | undefined;
    placeholder?: string | undefined;
    onBlur?: ((event: FocusEvent) => unknown) | undefined;
    onFocus?: ((event: FocusEvent) => unknown) | undefined;
    onKeydown?: ((event: KeyboardEvent) => unknown) | undefined;
    onFocusin?: ((event: FocusEvent) => unknown) | undefined;
    onFocusout?: ((event: FocusEvent) => unknown) | undefined;
    /** The template type checker spells `data-…` attributes as `data…`. */
    [data: `data${string}`]: string | number | undefined;
  }
  interface AriaAttributes {
    'aria-description'?: string | undefined;
  }
  interface HTMLAttributes {
    [data: `data-${string}`]: string | number | undefined;
  }
}
