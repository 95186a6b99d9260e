// The analytics pages, gathered so that they load together and only when somebody goes there.
export { AnalyticsLayout } from './AnalyticsLayout';
export { CustomersPage } from './CustomersPage';
export { PatternsPage } from './PatternsPage';
export { ProductsPage } from './ProductsPage';
export { SalesPage } from './SalesPage';
