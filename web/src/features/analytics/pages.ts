// The analytics pages by their names; each is loaded when somebody goes there (routes/routes.tsx).
export const pages = {
  AnalyticsLayout: () => import('./AnalyticsLayout'),
  CustomersPage: () => import('./CustomersPage'),
  PatternsPage: () => import('./PatternsPage'),
  ProductsPage: () => import('./ProductsPage'),
  SalesPage: () => import('./SalesPage'),
};
