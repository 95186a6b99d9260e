// Starts the shop in the browser.
import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { CartProvider } from './features/cart/CartContext';
import { startShop } from './features/shop/useShop';
import { start } from './i18n/i18n';
import { prefetchOnIntent } from './routes/prefetch';
import { router } from './routes/router';
import { routes } from './routes/routes';
import { queries } from './ui/browser/queries';
import { startWorker } from './ui/browser/worker';
import './ui/fonts.css';
import './ui/theme.css';
import './ui/page.css';
import './ui/controls.css';
// The sheets of the pages that strangers begin with come together, in one order, whichever is opened first; the others with routes/behind.ts
// and the desk.
import './features/shop/shop.css';
import './features/catalog/catalog.css';
import './features/catalog/search.css';
import './features/product/product.css';
import './features/cart/cart.css';
import './features/policies/policies.css';
import './features/share/share.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root.');

// The colours stand before anything is drawn.
startShop();

// Without any catalogue there are no words but these.
const unread = (): void => {
  root.textContent = 'The shop could not be loaded. Please load the page again. / Der Shop konnte nicht geladen werden. Bitte laden Sie die Seite neu.';
};

// What the host has written stands until the whole page takes its place: with a frame around nothing in between, the footer would come up
// and leave again. A page that cannot be had is told by the routes.
const routed = new Promise<void>((done) => {
  const look = () => router.state.initialized && done();
  router.subscribe(look);
  look();
});

void Promise.all([start(), routed]).then(
  () =>
    createRoot(root).render(
      <StrictMode>
        <I18nProvider i18n={i18n}>
          <QueryClientProvider client={queries}>
            <CartProvider>
              <RouterProvider router={router} />
            </CartProvider>
          </QueryClientProvider>
        </I18nProvider>
      </StrictMode>,
    ),
  unread,
);

prefetchOnIntent(routes);
startWorker(router);
