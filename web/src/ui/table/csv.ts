// What a list shows as a file for spreadsheets.

/** A cell that a spreadsheet would take for a formula is marked as text. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180, with a byte order mark: without it the spreadsheet most used reads another encoding. */
export function csv(head: string[], rows: (string | number)[][]): string {
  return `\uFEFF${[head, ...rows].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}
