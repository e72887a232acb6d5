/** Checks of the way to the service, from one inspection of it. */
import type { CheckResult } from '#shared/domain/checks.ts';
import type { Result } from '#shared/result.ts';
import type { ServiceInspection } from '#main/ekyc/inspect.ts';

/** Certificates are usually renewed earlier; an expired one stops every counter at once. */
const CERTIFICATE_WARNING_DAYS = 21;
/** Beyond this an OTP or a certificate may look older or newer than it is. */
const CLOCK_WARNING_MS = 2 * 60_000;
const DAY_MS = 86_400_000;

const certificate = ({ tls }: ServiceInspection, now: number): CheckResult => {
  const base = { name: 'certificate', code: null } as const;
  if (!tls) return { ...base, state: 'not-checked', facts: 'http' };
  const days = Math.floor((Date.parse(tls.validTo) - now) / DAY_MS);
  const facts = `${tls.protocol}, ${tls.issuer}, ${String(days)} d`;
  return { ...base, state: days < CERTIFICATE_WARNING_DAYS ? 'warning' : 'ok', facts };
};

const clock = ({ date }: ServiceInspection, now: number): CheckResult => {
  const base = { name: 'clock', code: null } as const;
  const theirs = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs)) return { ...base, state: 'not-checked', facts: '' };
  const difference = now - theirs;
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
export const serviceChecks = (
  inspection: Result<ServiceInspection>,
  now: number,
): CheckResult[] => {
  if (!inspection.ok) {
    const { code } = inspection.error;
    return [
      { name: 'service', state: 'failed', code, facts: '' },
      code === 'NET-TLS'
        ? { name: 'certificate', state: 'failed', code, facts: '' }
        : notChecked('certificate'),
      notChecked('clock'),
      code === 'NET-PROXY'
        ? { name: 'proxy', state: 'failed', code, facts: '' }
        : notChecked('proxy'),
    ];
  }
  return [
    { name: 'service', state: 'ok', code: null, facts: '' },
    certificate(inspection.data, now),
    clock(inspection.data, now),
    { name: 'proxy', state: 'ok', code: null, facts: inspection.data.proxy },
  ];
};
