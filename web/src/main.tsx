// Starts the shop in the browser.
import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { CartProvider } from './features/cart/CartContext';
import { start } from './i18n/i18n';
import { router } from './routes/router';
import './ui/theme.css';
import './ui/page.css';
import './ui/controls.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root.');

await start();
createRoot(root).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <CartProvider>
        <RouterProvider router={router} />
      </CartProvider>
    </I18nProvider>
  </StrictMode>,
);
