import { describe, expect, it } from 'vitest';
import { hoursOfDay } from '#shared/domain/day-overview.ts';

describe('hoursOfDay', () => {
  it('shows the hours of an ordinary day before anything happened', () => {
    expect(hoursOfDay([]).map(({ hour }) => hour)).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17]);
  });

  it('goes on to an earlier or later hour in which something was registered', () => {
    const hours = hoursOfDay([
      { hour: 7, count: 1 },
      { hour: 11, count: 4 },
      { hour: 20, count: 2 },
    ]);
    expect(hours[0]).toEqual({ hour: 7, count: 1 });
    expect(hours.at(-1)).toEqual({ hour: 20, count: 2 });
    expect(hours.find(({ hour }) => hour === 11)?.count).toBe(4);
    expect(hours).toHaveLength(14);
  });
});
