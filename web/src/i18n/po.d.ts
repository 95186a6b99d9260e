// What a catalogue is when it is imported: @lingui/vite-plugin makes it so.
declare module '*.po' {
  import type { Messages } from '@lingui/core';
  export const messages: Messages;
}
