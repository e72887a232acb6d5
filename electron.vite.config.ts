/**
 * Configures the three builds: the main process (ESM with external packages), the preloads (one CommonJS file each, which a sandboxed
 * preload must be) and the two pages.
 */
import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import { recordBundledPackages } from './build/bundled-packages.ts';

const fromRoot = (path: string): string => resolve(import.meta.dirname, path);

/** A fixed port, because the page is served under app:// and cannot derive the port of the development server from its address. */
const developmentPort = Number(process.env['KIOSK_DEV_PORT'] ?? 5173);

const recordPagePackages = recordBundledPackages(import.meta.dirname, 'renderer');

export default defineConfig({
  main: {
    plugins: [recordBundledPackages(import.meta.dirname, 'main')],
    build: {
      target: 'node24',
      externalizeDeps: true,
      rolldownOptions: {
        input: {
          index: fromRoot('src/main/index.ts'),
          imaging: fromRoot('src/main/imaging/entry.ts'),
          'card-reading': fromRoot('src/main/card-reading/entry.ts'),
          store: fromRoot('src/main/store/process/entry.ts'),
          wia: fromRoot('src/main/scanner/wia/entry.ts'),
          watchdog: fromRoot('src/main/app/watchdog-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  },
  preload: {
    plugins: [recordBundledPackages(import.meta.dirname, 'preload')],
    build: {
      target: 'node24',
      minify: true,
      externalizeDeps: false,
      rolldownOptions: {
        input: {
          index: fromRoot('src/preload/index.ts'),
          customer: fromRoot('src/preload/customer.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: fromRoot('src/renderer'),
    plugins: [vue(), recordPagePackages],
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
        // face-api imports all of TensorFlow.js, but needs only its core and the WebAssembly backend.
        '@tensorflow/tfjs/dist/index.js': '@tensorflow/tfjs-core',
        '@tensorflow/tfjs-backend-webgl/dist/index.js': '@tensorflow/tfjs-core',
      },
    },
    // Workers have their own folder, because the app's protocol serves them with another Content-Security-Policy than the page.
    worker: {
      format: 'es',
      plugins: () => [recordPagePackages],
      rolldownOptions: { output: { entryFileNames: 'workers/[name]-[hash].js' } },
    },
    server: {
      host: '127.0.0.1',
      port: developmentPort,
      strictPort: true,
      ws: { protocol: 'ws', host: '127.0.0.1', clientPort: developmentPort },
      // The overlay sets innerHTML, which the page's Content-Security-Policy refuses. The terminal shows the same error.
      hmr: { overlay: false },
    },
    build: {
      target: 'chrome156',
      minify: true,
      // The page's Content-Security-Policy refuses data: URLs and fetch(), so files are not inlined and the polyfill is left out.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: [fromRoot('src/renderer/index.html'), fromRoot('src/renderer/customer.html')],
      },
    },
  },
});
