import { UNKNOWN } from './number';

const DAY_S = 86_400;

/** Write seconds as "39 s", "4 m 18 s" or "2 h 05 m". */
export function formatDuration(seconds: number | null | undefined): string {
  if (seconds == null || !Number.isFinite(seconds)) return UNKNOWN;
  const total = Math.max(0, Math.floor(seconds));
  if (total < 60) return `${total} s`;
  if (total < 3600) return `${Math.floor(total / 60)} m ${pad(total % 60)} s`;
  return `${Math.floor(total / 3600)} h ${pad(Math.floor((total % 3600) / 60))} m`;
}

/** Write how long something took that is over; under ten seconds a decimal tells more: "0.4 s". */
export function formatTook(seconds: number): string {
  if (seconds < 0.05) return '<0.1 s';
  return seconds < 9.95 ? `${seconds.toFixed(1)} s` : formatDuration(seconds);
}

/** Write milliseconds as "820 ms", "3.4 s" or "2 m 05 s". */
export function formatMs(milliseconds: number | null | undefined): string {
  if (milliseconds == null) return UNKNOWN;
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : formatTook(milliseconds / 1000);
}

/** Write an estimate rounded to what is known: "about 3 min". */
export function formatEta(seconds: number | null): string {
  if (seconds == null) return UNKNOWN;
  if (seconds < 10) return 'a few seconds';
  if (seconds < 90) return `about ${Math.ceil(seconds / 10) * 10} s`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min`;
  return `about ${Math.round(seconds / 3600)} h`;
}

/** Write a past moment: "3 min ago" within a day, the date after. */
export function formatWhen(at: string, now = Date.now()): string {
  const age = (now - Date.parse(at)) / 1000;
  if (Number.isNaN(age)) return UNKNOWN;
  if (age < 45) return 'just now';
  if (age < 3570) return `${Math.max(1, Math.round(age / 60))} min ago`;
  if (age < DAY_S) return `${Math.max(1, Math.round(age / 3600))} h ago`;
  return formatDate(at);
}

/** Write the full moment in the reader's own zone, with the zone's name. */
export function formatMoment(at: string): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' });
}

/** Write a clock time with seconds: "14:02:09". */
export function formatClock(at: string): string {
  return new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** Write a moment for a column of them: "14:02:09" of today, "20 Nov 14:02" before. */
export function formatStamp(at: string, now = new Date()): string {
  const moment = new Date(at);
  if (moment.toDateString() === now.toDateString()) return formatClock(at);
  const isThisYear = moment.getFullYear() === now.getFullYear();
  const day = moment.toLocaleDateString(undefined, {
    day: 'numeric',
    month: 'short',
    ...(isThisYear ? {} : { year: '2-digit' }),
  });
  return `${day}, ${moment.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })}`;
}

/** Write a date: "21 Nov 2025". */
export function formatDate(at: string): string {
  return new Date(at).toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
