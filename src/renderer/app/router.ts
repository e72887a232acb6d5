/** Routes of the page, and the guard that redirects to the sign-in screen while no clerk is signed in. */
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
 * Creates the router. Addresses contain neither the step of a registration nor personal data. Sign-in and Home are in
 * the initial bundle; other screens are loaded on demand.
 */
export const createAppRouter = (hasClerk: () => boolean): Router => {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/sign-in', name: 'sign-in', component: SignInScreen },
      // Initial route while locked; nothing is displayed or requested before the counter is unlocked.
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
    to.name === 'sign-in' || to.name === 'locked' || hasClerk() ? true : { name: 'sign-in' },
  );
  return router;
};
