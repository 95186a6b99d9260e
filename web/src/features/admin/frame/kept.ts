// What the frame remembers on this device: a side that is folded, groups that are folded, and what was opened last.
import { useState } from 'react';

function read<T>(name: string, otherwise: T, good: (value: unknown) => value is T): T {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(name) ?? 'null');
    return good(value) ? value : otherwise;
  } catch {
    // A browser without storage shows the usual.
    return otherwise;
  }
}

export const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
export const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((one) => typeof one === 'string');

export function useKept<T>(name: string, otherwise: T, good: (value: unknown) => value is T): [T, (value: T) => void] {
  const [value, setValue] = useState(() => read(name, otherwise, good));
  return [
    value,
    (next) => {
      setValue(next);
      try {
        localStorage.setItem(name, JSON.stringify(next));
      } catch {
        // It lasts as long as the page.
      }
    },
  ];
}

/** What was opened last, as entries that can be opened again. */
export function isRecent<T extends { id: string; label: string; to: string; room: string }>(value: unknown): value is T[] {
  return Array.isArray(value) && value.every((one: unknown) => one !== null && typeof one === 'object' && ['id', 'label', 'to', 'room'].every((name) => typeof (one as Record<string, unknown>)[name] === 'string'));
}
