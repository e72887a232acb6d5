/**
 * Three builds: the main process (ESM, packages stay outside), the preloads (one small CommonJS file each, as a sandboxed
 * preload must be) and the two pages.
 */
import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import { noteBundledPackages } from './build/bundled-packages.ts';

const at = (path: string): string => resolve(import.meta.dirname, path);

/** Fixed, because the page under the app's own address cannot tell the server's port from its own. */
const developmentPort = Number(process.env['KIOSK_DEV_PORT'] ?? 5173);

const notePagePackages = noteBundledPackages(import.meta.dirname, 'renderer');

export default defineConfig({
  main: {
    plugins: [noteBundledPackages(import.meta.dirname, 'main')],
    build: {
      target: 'node24',
      externalizeDeps: true,
      rolldownOptions: {
        input: {
          index: at('src/main/index.ts'),
          imaging: at('src/main/imaging/entry.ts'),
          'card-reading': at('src/main/card-reading/entry.ts'),
          store: at('src/main/store/process/entry.ts'),
          wia: at('src/main/scanner/wia/entry.ts'),
          watchdog: at('src/main/app/watchdog-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  },
  preload: {
    plugins: [noteBundledPackages(import.meta.dirname, 'preload')],
    build: {
      target: 'node24',
      minify: true,
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at('src/preload/index.ts'), customer: at('src/preload/customer.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src/renderer'),
    plugins: [vue(), notePagePackages],
    define: {
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
      __VUE_I18N_FULL_INSTALL__: 'false',
      __VUE_I18N_LEGACY_API__: 'false',
      __INTLIFY_PROD_DEVTOOLS__: 'false',
      __INTLIFY_DROP_MESSAGE_COMPILER__: 'false',
    },
    resolve: {
      alias: {
        // The face finder asks for all of TensorFlow; its core and the WebAssembly backend are all it needs here.
        '@tensorflow/tfjs/dist/index.js': '@tensorflow/tfjs-core',
        '@tensorflow/tfjs-backend-webgl/dist/index.js': '@tensorflow/tfjs-core',
      },
    },
    // Workers lie in a folder of their own: the page's protocol serves them under a policy of their own.
    worker: {
      format: 'es',
      plugins: () => [notePagePackages],
      rolldownOptions: { output: { entryFileNames: 'workers/[name]-[hash].js' } },
    },
    server: {
      host: '127.0.0.1',
      port: developmentPort,
      strictPort: true,
      ws: { protocol: 'ws', host: '127.0.0.1', clientPort: developmentPort },
      // It is made of HTML text, which the page's policy refuses; the terminal shows the same error.
      hmr: { overlay: false },
    },
    build: {
      target: 'chrome156',
      minify: true,
      // The page may load nothing from data: addresses, and fetch() is closed to it: no inlined files, no preload polyfill.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: [at('src/renderer/index.html'), at('src/renderer/customer.html')] },
    },
  },
});
