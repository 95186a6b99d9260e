// What comes with the pages that nobody begins with: their sheets, after those of the shop and in one order, and their words.
import '../features/checkout/checkout.css';
import '../features/order/order.css';
import '../features/order/payment.css';
import '../features/account/account.css';

export { speakBehind } from '../i18n/i18n';
