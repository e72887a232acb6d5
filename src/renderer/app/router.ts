import { createMemoryHistory, createRouter, type Router } from 'vue-router';
import HomeScreen from '#renderer/features/home/HomeScreen.vue';
import SignInScreen from '#renderer/features/sign-in/SignInScreen.vue';

export type ScreenName =
  | 'sign-in'
  | 'locked'
  | 'home'
  | 'registration'
  | 'verification-status'
  | 'verification-log'
  | 'outbox'
  | 'day-close'
  | 'keys'
  | 'diagnostics'
  | 'settings'
  | 'setup';

/**
 * Routes of the screens. The step of a registration is not part of the address, and no address contains personal data.
 * Sign-in and Home are in the start bundle; other screens are loaded when they are opened.
 */
export const createAppRouter = (mayEnter: () => boolean): Router => {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/sign-in', name: 'sign-in', component: SignInScreen },
      // Started locked: nothing is shown, and nothing asked for, before it is opened.
      { path: '/locked', name: 'locked', component: { render: () => null } },
      { path: '/', name: 'home', component: HomeScreen },
      {
        path: '/registration',
        name: 'registration',
        component: () => import('#renderer/features/registration/RegistrationScreen.vue'),
      },
      {
        path: '/verification/status',
        name: 'verification-status',
        component: () => import('#renderer/features/verification/VerificationStatusScreen.vue'),
      },
      {
        path: '/verification/log',
        name: 'verification-log',
        component: () => import('#renderer/features/verification/VerificationLogScreen.vue'),
      },
      {
        path: '/outbox',
        name: 'outbox',
        component: () => import('#renderer/features/outbox/OutboxScreen.vue'),
      },
      {
        path: '/day-close',
        name: 'day-close',
        component: () => import('#renderer/features/day-close/DayCloseScreen.vue'),
      },
      {
        path: '/diagnostics',
        name: 'diagnostics',
        component: () => import('#renderer/features/diagnostics/DiagnosticsScreen.vue'),
      },
      {
        path: '/settings',
        name: 'settings',
        component: () => import('#renderer/features/settings/SettingsScreen.vue'),
      },
      {
        path: '/setup',
        name: 'setup',
        component: () => import('#renderer/features/settings/setup/SetupScreen.vue'),
      },
      {
        path: '/keys',
        name: 'keys',
        component: () => import('#renderer/features/keys/KeysScreen.vue'),
      },
    ],
  });
  router.beforeEach((to) =>
    to.name === 'sign-in' || to.name === 'locked' || mayEnter() ? true : { name: 'sign-in' },
  );
  return router;
};
