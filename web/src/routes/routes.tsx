// Every address of the shop; public/addresses.json lists them for the host. The admin corner is loaded only by those who go there.
import { Navigate, type RouteObject } from 'react-router';
import { AccountPage, AddressesPage, PrivacyPage, SecurityPage } from '../features/account/AccountPage';
import { FirstAdministratorPage } from '../features/account/FirstAdministratorPage';
import { ForgotPasswordPage } from '../features/account/ForgotPasswordPage';
import { RegisterPage } from '../features/account/RegisterPage';
import { ResetPasswordPage } from '../features/account/ResetPasswordPage';
import { StopEmailChangePage, VerifyEmailPage } from '../features/account/EmailLinkPages';
import { UnsubscribePage } from '../features/account/UnsubscribePage';
import { SignInPage } from '../features/account/SignInPage';
import { CartPage } from '../features/cart/CartPage';
import { RestorePage } from '../features/cart/RestorePage';
import { CatalogPage } from '../features/catalog/CatalogPage';
import { CategoryPage } from '../features/catalog/CategoryPage';
import { CheckoutPage } from '../features/checkout/CheckoutPage';
import { FindOrderPage } from '../features/order/FindOrderPage';
import { OrderPage } from '../features/order/OrderPage';
import { OrdersPage } from '../features/order/OrdersPage';
import { WithdrawalPage } from '../features/withdrawal/WithdrawalPage';
import { PolicyPage } from '../features/policies/PolicyPage';
import { ProductPage } from '../features/product/ProductPage';
import { SellPage } from '../features/sell/SellPage';
import { SharedCartPage } from '../features/share/SharedCartPage';
import { Layout } from './Layout';
import { SignedIn } from './SignedIn';
import { Broken, NotFound } from './Trouble';

const admin = (page: keyof typeof import('../features/admin/pages')) => async () => ({
  Component: (await import('../features/admin/pages'))[page],
});

const analytics = (page: keyof typeof import('../features/analytics/pages')) => async () => ({
  Component: (await import('../features/analytics/pages'))[page],
});

export const routes: RouteObject[] = [
  {
    element: <Layout />,
    errorElement: <Broken />,
    hydrateFallbackElement: <div className="page" />,
    children: [
      {
        errorElement: <Broken />,
        children: [
          { index: true, element: <CatalogPage /> },
          { path: 'products', element: <Navigate to="/" replace /> },
          { path: 'products/:productId', element: <ProductPage /> },
          { path: 'c/*', element: <CategoryPage /> },
          { path: 'cart', element: <CartPage /> },
          { path: 'cart/restore/:token', element: <RestorePage /> },
          { path: 'shared/:token', element: <SharedCartPage /> },
          { path: 'checkout', element: <CheckoutPage /> },
          { path: 'orders', element: <OrdersPage /> },
          { path: 'orders/:orderId', element: <OrderPage /> },
          { path: 'orders/:orderId/withdrawal', element: <WithdrawalPage /> },
          { path: 'find-order', element: <FindOrderPage /> },
          { path: 'sell', element: <SellPage /> },
          { path: 'policies/:name', element: <PolicyPage /> },
          { path: 'sign-in', element: <SignInPage /> },
          { path: 'register', element: <RegisterPage /> },
          { path: 'forgot-password', element: <ForgotPasswordPage /> },
          { path: 'unsubscribe', element: <UnsubscribePage /> },
          { path: 'reset-password', element: <ResetPasswordPage /> },
          { path: 'verify-email', element: <VerifyEmailPage /> },
          { path: 'stop-email-change', element: <StopEmailChangePage /> },
          { path: 'first-administrator', element: <FirstAdministratorPage /> },
          {
            element: <SignedIn />,
            children: [
              { path: 'account', element: <AccountPage /> },
              { path: 'account/addresses', element: <AddressesPage /> },
              { path: 'account/security', element: <SecurityPage /> },
              { path: 'account/privacy', element: <PrivacyPage /> },
            ],
          },
          {
            element: <SignedIn allow="staff" />,
            children: [
              {
                path: 'admin',
                lazy: admin('AdminLayout'),
                children: [
                  { index: true, lazy: admin('DashboardPage') },
                  { path: 'guide', lazy: admin('GuidePage') },
                  { path: 'orders', lazy: admin('AdminOrdersPage') },
                  { path: 'orders/:orderId', lazy: admin('AdminOrderPage') },
                  { path: 'returns', lazy: admin('ReturnsPage') },
                  { path: 'withdrawals', lazy: admin('WithdrawalsPage') },
                  { path: 'payments', lazy: admin('PaymentsPage') },
                  { path: 'payouts', lazy: admin('PayoutsPage') },
                  { path: 'statements', lazy: admin('StatementsPage') },
                  {
                    path: 'carts',
                    lazy: admin('CartsLayout'),
                    children: [
                      { index: true, lazy: admin('AllCartsPage') },
                      { path: 'abandoned', lazy: admin('AbandonedCartsPage') },
                      { path: 'containing', lazy: admin('CartsWithPage') },
                      { path: 'analytics', lazy: admin('CartAnalyticsPage') },
                    ],
                  },
                  {
                    path: 'analytics',
                    lazy: analytics('AnalyticsLayout'),
                    children: [
                      { index: true, lazy: analytics('SalesPage') },
                      { path: 'products', lazy: analytics('ProductsPage') },
                      { path: 'customers', lazy: analytics('CustomersPage') },
                      { path: 'patterns', lazy: analytics('PatternsPage') },
                    ],
                  },
                  { path: 'products', lazy: admin('ProductsPage') },
                  { path: 'products/new', lazy: admin('ProductEditorPage') },
                  { path: 'products/:productId', lazy: admin('ProductEditorPage') },
                  { path: 'import', lazy: admin('ImportPage') },
                  { path: 'stock', lazy: admin('StockPage') },
                  { path: 'synonyms', lazy: admin('SynonymsPage') },
                  { path: 'categories', lazy: admin('CategoriesPage') },
                  {
                    path: 'coupons',
                    lazy: admin('PromotionsLayout'),
                    children: [
                      { index: true, lazy: admin('PromotionsPage') },
                      { path: 'groups', lazy: admin('GroupsPage') },
                    ],
                  },
                  { path: 'papers', lazy: admin('PapersPage') },
                  { path: 'taxes', lazy: admin('TaxRatesPage') },
                  { path: 'shipping', lazy: admin('ShippingPage') },
                  {
                    path: 'mail',
                    lazy: admin('MailLayout'),
                    children: [
                      { index: true, lazy: admin('MailPage') },
                      { path: 'templates', lazy: admin('TemplatesPage') },
                      { path: ':mailId', lazy: admin('MailPage') },
                    ],
                  },
                  { path: 'mail/templates/:name', lazy: admin('TemplatePage') },
                  { path: 'customers', lazy: admin('CustomersPage') },
                  { path: 'customers/:customerId', lazy: admin('CustomerPage') },
                  {
                    path: 'settings',
                    lazy: admin('SettingsLayout'),
                    children: [
                      { index: true, lazy: admin('GeneralRoom') },
                      { path: 'look', lazy: admin('LookRoom') },
                      { path: 'home', lazy: admin('HomeRoom') },
                      { path: 'region', lazy: admin('RegionRoom') },
                      { path: 'policies', lazy: admin('PoliciesRoom') },
                      { path: 'footer', lazy: admin('FooterRoom') },
                    ],
                  },
                  { path: 'sellers', lazy: admin('SellersPage') },
                  { path: 'users', lazy: admin('UsersPage') },
                  { path: 'users/erasures', lazy: admin('ErasuresPage') },
                ],
              },
            ],
          },
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
];
