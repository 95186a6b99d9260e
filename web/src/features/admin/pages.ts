// The admin corner's pages, gathered so that they load together and only when somebody goes there.
export { AbandonedCartsPage } from './AbandonedCartsPage';
export { AdminLayout } from './AdminLayout';
export { AdminOrderPage } from './AdminOrderPage';
export { AdminOrdersPage } from './AdminOrdersPage';
export { AllCartsPage } from './AllCartsPage';
export { CartAnalyticsPage } from './CartAnalyticsPage';
export { CartsLayout } from './CartsLayout';
export { CartsWithPage } from './CartsWithPage';
export { DashboardPage } from './DashboardPage';
export { GroupsPage } from './GroupsPage';
export { MailPage } from './MailPage';
export { PromotionsLayout } from './PromotionsLayout';
export { PromotionsPage } from './PromotionsPage';
export { PaymentsPage } from './PaymentsPage';
export { PayoutsPage } from './PayoutsPage';
export { StockPage } from './StockPage';
export { UsersPage } from './UsersPage';
