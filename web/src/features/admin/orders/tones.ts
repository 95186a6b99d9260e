// How an order's payment and its goods stand, as the tone of a dot.

export const paymentTones: Record<string, string> = {
  pending: 'pill--warn',
  action_required: 'pill--warn',
  awaiting: 'pill--warn',
  authorized: 'pill--info',
  partially_captured: 'pill--info',
  captured: 'pill--good',
  failed: 'pill--danger',
};

export const fulfilmentTones: Record<string, string> = {
  unfulfilled: 'pill--warn',
  processing: 'pill--info',
  partially_shipped: 'pill--info',
  shipped: 'pill--info',
  delivered: 'pill--good',
};
