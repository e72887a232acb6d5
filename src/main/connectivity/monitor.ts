/**
 * Tracks whether the service is reachable, from the outcome of every client call and from connection probes between calls. The
 * online state of the operating system is not used, because it says nothing about the service.
 */
import type { ServiceView } from '#shared/ipc/contract.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import type { AppError, Result } from '#shared/result.ts';
import type { EkycClient, SubmitOutcome } from '#main/ekyc/port.ts';

/** Intervals between probes; short while unreachable, because queued forms wait for the connection. */
const PROBE_INTERVAL_MS = { reachable: 60_000, unreachable: 5_000 };

export interface ConnectivityMonitor {
  view(): ServiceView;
  onChange(listen: (view: ServiceView) => void): () => void;
  /** Wraps the client to observe its outcomes. */
  readonly client: EkycClient;
  start(): void;
  /** Probes immediately, for example after sleep, when the known state is out of date. */
  readonly probeNow: () => void;
  stop(): void;
}

/** Failures that do not prove that the service is unreachable, such as a lost response. They trigger a probe. */
const INCONCLUSIVE_CODES: readonly ErrorCode[] = ['NET-TIMEOUT', 'NET-CUT', 'NET-GATEWAY'];

const isUnreachable = (error: AppError): boolean => error.code.startsWith('NET-');

export interface ConnectivityMonitorDeps {
  readonly client: EkycClient;
  readonly now: () => number;
  readonly probeIntervalMs?: typeof PROBE_INTERVAL_MS;
}

export const createConnectivityMonitor = (deps: ConnectivityMonitorDeps): ConnectivityMonitor => {
  const probeIntervalMs = deps.probeIntervalMs ?? PROBE_INTERVAL_MS;
  const listeners = new Set<(view: ServiceView) => void>();
  let view: ServiceView = { reachable: null, since: deps.now(), error: null };
  let timer: NodeJS.Timeout | null = null;
  let isStopped = true;

  const observeOutcome = (error: AppError | null): void => {
    if (error && INCONCLUSIVE_CODES.includes(error.code)) void probe();
    else updateView(error);
  };

  const updateView = (error: AppError | null): void => {
    if (error?.code === 'NET-CANCELLED') return;
    const cause = error && isUnreachable(error) ? error : null;
    const reachable = cause === null;
    const isUnchanged = view.reachable === reachable && view.error?.code === cause?.code;
    scheduleProbe(reachable);
    if (isUnchanged) return;
    view = {
      reachable,
      since: view.reachable === reachable ? view.since : deps.now(),
      error: cause,
    };
    for (const listen of listeners) listen(view);
  };

  const scheduleProbe = (reachable: boolean): void => {
    if (isStopped) return;
    if (timer) clearTimeout(timer);
    timer = setTimeout(
      () => void probe(),
      reachable ? probeIntervalMs.reachable : probeIntervalMs.unreachable,
    );
    timer.unref();
  };

  const probe = async (): Promise<void> => {
    const result = await deps.client.probe();
    updateView(result.ok ? null : result.error);
  };

  const observeCall = async <T>(call: Promise<Result<T>>): Promise<Result<T>> => {
    const result = await call;
    observeOutcome(result.ok ? null : result.error);
    return result;
  };

  /** @returns the error of a form that was not sent; null for the outcomes in which the service was reached. */
  const notSentError = (outcome: SubmitOutcome): AppError | null =>
    outcome.kind === 'not-sent' ? outcome.error : null;

  const client: EkycClient = {
    requestOtp: (mobile, options) => observeCall(deps.client.requestOtp(mobile, options)),
    verifyOtp: (mobile, otp, options) => observeCall(deps.client.verifyOtp(mobile, otp, options)),
    logout: (token, options) => observeCall(deps.client.logout(token, options)),
    readCard: (token, card, options) => observeCall(deps.client.readCard(token, card, options)),
    submit: async (token, form, options) => {
      const outcome = await deps.client.submit(token, form, options);
      if (outcome.kind !== 'unknown') observeOutcome(notSentError(outcome));
      return outcome;
    },
    verificationStatus: (token, mobile, options) =>
      observeCall(deps.client.verificationStatus(token, mobile, options)),
    verificationLog: (token, filter, page, options) =>
      observeCall(deps.client.verificationLog(token, filter, page, options)),
    // Not observed: photos can be on another port, so a failure says nothing about the service.
    fetchPhoto: (token, url, options) => deps.client.fetchPhoto(token, url, options),
    probe: (options) => observeCall(deps.client.probe(options)),
  };

  return {
    view: () => view,
    onChange: (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    client,
    start: () => {
      isStopped = false;
      void probe();
    },
    probeNow: () => void probe(),
    stop: () => {
      isStopped = true;
      if (timer) clearTimeout(timer);
    },
  };
};
