// What a page can know of a value before the host is asked, in the shop's own words instead of the browser's.
import { t } from '@lingui/core/macro';
import * as z from 'zod/mini';

type Words = () => string;

const tooLong = (max: number): Words => () => t`Please use at most ${max} characters.`;

/** A text that must be there. */
export const text = (max: number, missing: Words = () => t`Please fill this in.`) => z.string().check(z.trim(), z.minLength(1, { error: missing }), z.maxLength(max, { error: tooLong(max) }));

export const optional = (max: number) => z.string().check(z.trim(), z.maxLength(max, { error: tooLong(max) }));

/** Good enough to ask the host with, which has the last word. */
export const looksLikeEmail = (value: string): boolean => /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value.trim());

export const email = (missing: Words = () => t`Please enter your e-mail address.`) =>
  text(254, missing).check(z.refine((value) => value === '' || looksLikeEmail(value), { error: () => t`This does not look like an e-mail address, such as name@example.com.` }));

export const name = () => text(120, () => t`Please enter your name.`);

/** One that is there already: only the host knows what it is. */
export const password = () => z.string().check(z.minLength(1, { error: () => t`Please enter your password.` }), z.maxLength(256, { error: tooLong(256) }));

export const PASSWORD_MIN = 10;

export const newPassword = () =>
  z.string().check(z.minLength(PASSWORD_MIN, { error: () => t`Please choose at least ${PASSWORD_MIN} characters.` }), z.maxLength(256, { error: tooLong(256) }));

/** Of an app, or one of the recovery codes. */
export const code = () => text(40, () => t`Please enter the code.`);
