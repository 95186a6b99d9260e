// What a page can know of a trader's details. What the law asks of whom is the host's to say.
import { t } from '@lingui/core/macro';
import * as z from 'zod/mini';
import { looksLikeEmail, optional, text } from '../../ui/forms/rules';

export const traderRules = {
  legal_name: text(200, () => t`Please enter the legal name.`),
  street: optional(120),
  postal_code: optional(20),
  city: optional(120),
  region: optional(120),
  country: z.string().check(z.trim(), z.regex(/^[A-Za-z]{2}$/, { error: () => t`Please enter the two letters of the country, such as DE.` })),
  vat_status: z.enum(['registered', 'small_business']),
  vat_number: optional(30),
  tax_number: optional(200),
  register: optional(200),
  email: optional(254).check(z.refine((value) => value === '' || looksLikeEmail(value), { error: () => t`This does not look like an e-mail address, such as name@example.com.` })),
  phone: optional(40),
};
