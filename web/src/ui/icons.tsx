// The drawings of the shop, by lucide and in one stroke. They decorate; words carry the meaning.
import { Check, ListFilter, type LucideIcon, Package, Receipt, Search, Share, ShipWheel, ShoppingCart, Truck, Unlink, User, X } from 'lucide-react';

function drawn(Icon: LucideIcon) {
  return function Drawing() {
    return <Icon strokeWidth={1.7} aria-hidden="true" focusable="false" />;
  };
}

export const CartIcon = drawn(ShoppingCart);
export const PersonIcon = drawn(User);
export const SearchIcon = drawn(Search);
export const CloseIcon = drawn(X);
export const FilterIcon = drawn(ListFilter);
export const TickIcon = drawn(Check);
export const TruckIcon = drawn(Truck);
export const WheelIcon = drawn(ShipWheel);
export const BoxIcon = drawn(Package);
export const ReceiptIcon = drawn(Receipt);
export const ShareIcon = drawn(Share);
export const BrokenLinkIcon = drawn(Unlink);
