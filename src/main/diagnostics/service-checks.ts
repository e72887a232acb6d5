/** Derives the checks of the connection to the service from one inspection of it. */
import type { CheckResult } from '#shared/domain/checks.ts';
import type { Result } from '#shared/result.ts';
import type { ServiceInspection } from '#main/ekyc/service-inspection.ts';

/** A certificate is usually renewed earlier than this. The warning leaves IT time, because an expired one stops all counters at once. */
const CERTIFICATE_WARNING_DAYS = 21;
/** A larger difference can make a valid OTP or certificate appear expired or not yet valid. */
const CLOCK_WARNING_MS = 2 * 60_000;
const DAY_MS = 86_400_000;

const certificateCheck = ({ tls }: ServiceInspection, now: number): CheckResult => {
  const base = { name: 'certificate', code: null } as const;
  if (!tls) return { ...base, state: 'not-checked', facts: 'http' };
  const days = Math.floor((Date.parse(tls.validTo) - now) / DAY_MS);
  const facts = `${tls.protocol}, ${tls.issuer}, ${String(days)} d`;
  return { ...base, state: days < CERTIFICATE_WARNING_DAYS ? 'warning' : 'ok', facts };
};

const clockCheck = ({ date }: ServiceInspection, now: number): CheckResult => {
  const base = { name: 'clock', code: null } as const;
  const serviceTime = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(serviceTime)) return { ...base, state: 'not-checked', facts: '' };
  const difference = now - serviceTime;
  const facts = `${difference < 0 ? '−' : '+'}${String(Math.round(Math.abs(difference) / 1_000))} s`;
  return { ...base, state: Math.abs(difference) > CLOCK_WARNING_MS ? 'failed' : 'ok', facts };
};

const notChecked = (name: 'certificate' | 'clock' | 'proxy'): CheckResult => ({
  name,
  state: 'not-checked',
  code: null,
  facts: '',
});

/** @returns the checks `service`, `certificate`, `clock` and `proxy`. */
export const deriveServiceChecks = (
  inspection: Result<ServiceInspection>,
  now: number,
): CheckResult[] => {
  if (!inspection.ok) {
    const { code, params } = inspection.error;
    const isProxyFailure = code === 'NET-PROXY' || code === 'NET-PROXY-AUTH';
    return [
      { name: 'service', state: 'failed', code, facts: '' },
      code === 'NET-TLS'
        ? { name: 'certificate', state: 'failed', code, facts: '' }
        : notChecked('certificate'),
      notChecked('clock'),
      isProxyFailure
        ? { name: 'proxy', state: 'failed', code, facts: String(params?.['cause'] ?? '') }
        : notChecked('proxy'),
    ];
  }
  return [
    { name: 'service', state: 'ok', code: null, facts: '' },
    certificateCheck(inspection.data, now),
    clockCheck(inspection.data, now),
    { name: 'proxy', state: 'ok', code: null, facts: inspection.data.proxy },
  ];
};
