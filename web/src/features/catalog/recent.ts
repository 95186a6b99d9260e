// The products that were looked at last. This device alone knows them.
import { isTexts, keepDevice, readDevice, remembered } from '../../ui/browser/device';

const KEY = 'recent';
const KEPT = 12;

export const recentProducts = (): string[] => readDevice(KEY, isTexts, []);

export const rememberProduct = (id: string): void => keepDevice(KEY, remembered(recentProducts(), id, KEPT));
