/** "2 × Mug, 1 × Lamp" */
export const goodsWords = (items: { quantity: number; product_name: string }[]): string => items.map((item) => `${item.quantity} × ${item.product_name}`).join(', ');
