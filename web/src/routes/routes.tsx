// Every address of the shop; public/addresses.json lists them for the host. Each page's script is loaded by those who go there.
import type { ComponentType } from 'react';
import { Navigate, type RouteObject } from 'react-router';
import { Layout } from './Layout';
import { SignedIn } from './SignedIn';
import { Broken } from './Trouble';

/** The shop's pages by their names. */
const pages = {
  CartPage: () => import('../features/cart/CartPage'),
  CatalogPage: () => import('../features/catalog/CatalogPage'),
  CategoryPage: () => import('../features/catalog/CategoryPage'),
  NotFoundPage: () => import('./NotFoundPage'),
  PolicyPage: () => import('../features/policies/PolicyPage'),
  ProductPage: () => import('../features/product/ProductPage'),
  RestorePage: () => import('../features/cart/RestorePage'),
  SharedCartPage: () => import('../features/share/SharedCartPage'),
};

/** Those whose sheets and words come with them. */
const pagesBehind = {
  AccountPage: () => import('../features/account/AccountPage'),
  AddressesPage: () => import('../features/account/AccountPage'),
  CheckoutPage: () => import('../features/checkout/CheckoutPage'),
  FindOrderPage: () => import('../features/order/FindOrderPage'),
  FirstAdministratorPage: () => import('../features/account/FirstAdministratorPage'),
  ForgotPasswordPage: () => import('../features/account/ForgotPasswordPage'),
  OrderPage: () => import('../features/order/OrderPage'),
  OrdersPage: () => import('../features/order/OrdersPage'),
  PrivacyPage: () => import('../features/account/AccountPage'),
  RegisterPage: () => import('../features/account/RegisterPage'),
  ResetPasswordPage: () => import('../features/account/ResetPasswordPage'),
  SecurityPage: () => import('../features/account/AccountPage'),
  SellPage: () => import('../features/sell/SellPage'),
  SignInPage: () => import('../features/account/SignInPage'),
  StopEmailChangePage: () => import('../features/account/EmailLinkPages'),
  UnsubscribePage: () => import('../features/account/UnsubscribePage'),
  VerifyEmailPage: () => import('../features/account/EmailLinkPages'),
  WithdrawalPage: () => import('../features/withdrawal/WithdrawalPage'),
};

type Loaders<All> = { [Name in keyof All]: () => Promise<{ [Export in Name]: ComponentType }> };

/** A page by its name, which its file exports it under; it comes when somebody goes there, or looks as if (prefetch.ts). */
const from =
  <All extends Loaders<All>>(loaders: All | (() => Promise<{ pages: All }>), words?: () => Promise<void>) =>
  (name: keyof All & string) =>
  async () => {
    const load = async () => {
      const all = typeof loaders === 'function' ? (await loaders()).pages : loaders;
      return (await all[name]()) as Record<string, ComponentType>;
    };
    const [module] = await Promise.all([load(), words?.()]);
    return { Component: module[name] };
  };

const wordsBehind = async () => (await import('./behind')).speakBehind();

const shop = from(pages);
const behind = from(pagesBehind, wordsBehind);
// What there is at the desk, and what each page of it needs, is a list of some kilobytes that shoppers do without.
const admin = from(() => import('../features/admin/pages'), wordsBehind);
const analytics = from(() => import('../features/analytics/pages'), wordsBehind);

export const routes: RouteObject[] = [
  {
    element: <Layout />,
    errorElement: <Broken />,
    children: [
      {
        errorElement: <Broken />,
        children: [
          { index: true, lazy: shop('CatalogPage') },
          { path: 'products', element: <Navigate to="/" replace /> },
          { path: 'products/:productId', lazy: shop('ProductPage') },
          { path: 'c/*', lazy: shop('CategoryPage') },
          { path: 'cart', lazy: shop('CartPage') },
          { path: 'cart/restore/:token', lazy: shop('RestorePage') },
          { path: 'shared/:token', lazy: shop('SharedCartPage') },
          { path: 'checkout', lazy: behind('CheckoutPage') },
          { path: 'orders', lazy: behind('OrdersPage') },
          { path: 'orders/:orderId', lazy: behind('OrderPage') },
          { path: 'orders/:orderId/withdrawal', lazy: behind('WithdrawalPage') },
          { path: 'find-order', lazy: behind('FindOrderPage') },
          { path: 'sell', lazy: behind('SellPage') },
          { path: 'policies/:name', lazy: shop('PolicyPage') },
          { path: 'sign-in', lazy: behind('SignInPage') },
          { path: 'register', lazy: behind('RegisterPage') },
          { path: 'forgot-password', lazy: behind('ForgotPasswordPage') },
          { path: 'unsubscribe', lazy: behind('UnsubscribePage') },
          { path: 'reset-password', lazy: behind('ResetPasswordPage') },
          { path: 'verify-email', lazy: behind('VerifyEmailPage') },
          { path: 'stop-email-change', lazy: behind('StopEmailChangePage') },
          { path: 'first-administrator', lazy: behind('FirstAdministratorPage') },
          {
            element: <SignedIn />,
            children: [
              { path: 'account', lazy: behind('AccountPage') },
              { path: 'account/addresses', lazy: behind('AddressesPage') },
              { path: 'account/security', lazy: behind('SecurityPage') },
              { path: 'account/privacy', lazy: behind('PrivacyPage') },
            ],
          },
          { path: '*', lazy: shop('NotFoundPage') },
        ],
      },
    ],
  },
  {
    // The desk has a frame of its own, and nothing of the shop's.
    element: <SignedIn allow="staff" />,
    errorElement: <Broken />,
    children: [
      {
        path: 'admin',
        lazy: admin('AdminLayout'),
        children: [
          {
            errorElement: <Broken />,
            children: [
              { index: true, lazy: admin('DashboardPage') },
              { path: 'guide', lazy: admin('GuidePage') },
              { path: 'orders', lazy: admin('AdminOrdersPage') },
              { path: 'orders/:orderId', lazy: admin('AdminOrderPage') },
              { path: 'orders/:orderId/label', lazy: admin('LabelPage') },
              { path: 'orders/:orderId/packing-slip', lazy: admin('PackingSlipPage') },
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
    ],
  },
];
