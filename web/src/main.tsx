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
import { router } from './routes/router';
import { queries } from './ui/queries';
import './ui/theme.css';
import './ui/page.css';
import './ui/controls.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root.');

// The colours stand before anything is drawn.
startShop();

// Without any catalogue there are no words but these.
const unread = (): void => {
  root.textContent = 'The shop could not be loaded. Please load the page again. / Der Shop konnte nicht geladen werden. Bitte laden Sie die Seite neu.';
};

void start().then(
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
