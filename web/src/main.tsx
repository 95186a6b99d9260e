// Starts the shop in the browser.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { CartProvider } from './features/cart/CartContext';
import { startShop } from './features/shop/useShop';
import { router } from './routes/router';
import './ui/theme.css';
import './ui/page.css';
import './ui/controls.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root.');

// The colours stand before anything is drawn.
startShop();
createRoot(root).render(
  <StrictMode>
    <CartProvider>
      <RouterProvider router={router} />
    </CartProvider>
  </StrictMode>,
);
