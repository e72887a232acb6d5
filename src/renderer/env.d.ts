/// <reference types="vite/client" />
/** Types of Vite and of native attributes that Vue components pass on. */
import type {} from 'vue';

declare module 'vue' {
  /** Native attributes that the primitives hand on to the control inside them. */
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
    /** `data-…`, which the template checker spells `data…`. */
    [data: `data${string}`]: string | number | undefined;
  }
  interface AriaAttributes {
    'aria-description'?: string | undefined;
  }
  interface HTMLAttributes {
    [data: `data-${string}`]: string | number | undefined;
  }
}
