// What orders, returns and parcels on their way are said to be.
import type { MessageDescriptor } from '@lingui/core';
import { msg, t } from '@lingui/core/macro';
import type { OrderReturn, OrderStatus } from '../api/types';
import { words } from './words';

const statuses: Record<OrderStatus, MessageDescriptor> = {
  pending: msg`Pending`,
  confirmed: msg`Confirmed`,
  processing: msg`Processing`,
  partially_shipped: msg`Partially shipped`,
  shipped: msg`Shipped`,
  delivered: msg`Delivered`,
  returned: msg`Returned`,
  cancelled: msg`Cancelled`,
  payment_failed: msg`Payment failed`,
};

const returns: Record<OrderReturn['status'], MessageDescriptor> = {
  requested: msg`Requested`,
  approved: msg`Approved`,
  rejected: msg`Rejected`,
  received: msg`Received`,
  refunded: msg`Refunded`,
};

const tracked: Record<string, MessageDescriptor> = {
  announced: msg`Announced`,
  in_transit: msg`In transit`,
  out_for_delivery: msg`Out for delivery`,
  delivered: msg`Delivered`,
  returned: msg`Returned`,
};

export function isStatus(name: string): name is OrderStatus {
  return name in statuses;
}

export function statusWords(status: OrderStatus): string {
  return t(statuses[status]);
}

export function returnWords(status: OrderReturn['status']): string {
  return t(returns[status]);
}

/** The carrier's own word where the page does not know it. */
export function trackingWords(status: string): string {
  const known = tracked[status];
  return known ? t(known) : words(status);
}
